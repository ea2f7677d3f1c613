import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { type Schemas } from '../api/client.js';
import { Mark } from '../ui/marks/mark.js';
import styles from './action-dialog.module.css';

type Props = Readonly<{ receipt: Schemas['Receipt']; onClose: () => void }>;

/** Shows the outcome of a command, and links to its report. */
export const Done = ({ receipt, onClose }: Props): ReactNode => {
  const { statusName, events, operation } = receipt;
  const isUnderWay = statusName === 'ERROR_IO_PENDING';
  return (
    <div className={styles.parts} role="status">
      <p>
        <Mark icon={isUnderWay ? 'pending' : 'ok'} tone={isUnderWay ? 'warning' : 'ok'}>
          {isUnderWay
            ? 'Still under way.'
            : events.length === 0
              ? 'Nothing had to change.'
              : 'Done.'}
        </Mark>
      </p>
      {operation === null ? null : (
        <p>
          <Link to="/operations/$id" params={{ id: operation }} onClick={onClose}>
            What it did: the report of the operation
          </Link>
        </p>
      )}
    </div>
  );
};
