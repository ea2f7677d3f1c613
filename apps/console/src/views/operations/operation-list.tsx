import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { type Schemas } from '../../api/client.js';
import { Button } from '../../ui/controls/button.js';
import { Mark } from '../../ui/marks/mark.js';
import { duration } from '../../ui/text/instant.js';
import { OperationState } from '../../ui/marks/operation-state.js';
import { operationTitle, wayText } from '../../ui/text/step-text.js';
import { Time } from '../../ui/text/time.js';
import { newerThan } from './newer-than.js';
import styles from './operations.module.css';

type Operation = Schemas['Operation'];

type Props = Readonly<{ operations: readonly Operation[] }>;

/** Operations as they stand; ones that began later are shown on demand, so that no row moves. */
export const OperationList = ({ operations }: Props): ReactNode => {
  const [top, setTop] = useState(operations[0]?.id);
  const newer = newerThan(operations, top);
  const shown = operations.slice(newer);
  if (operations.length === 0) return <p>No operation is like this.</p>;
  return (
    <>
      <div role="status" className={styles.newer}>
        {newer === 0 ? null : (
          <Button
            onClick={() => {
              setTop(operations[0]?.id);
            }}
          >
            Show {newer} newer
          </Button>
        )}
      </div>
      <ul className={styles.list}>
        {shown.map((operation) => (
          <OperationRow key={operation.id} operation={operation} />
        ))}
      </ul>
    </>
  );
};

const OperationRow = ({ operation }: Readonly<{ operation: Operation }>): ReactNode => {
  const { id, actor, reason, failure, startedAt, lostWrites } = operation;
  return (
    <li className={styles.row}>
      <span className={styles.time}>
        <Time at={startedAt} />
      </span>
      <span className={styles.what}>
        <Link to="/operations/$id" params={{ id }} className={styles.title}>
          {operationTitle(operation)}
        </Link>
        <span>{wayText(operation)}</span>
        {failure === null ? null : <span className={styles.failure}>{failure}</span>}
        {reason === null ? null : <q className={styles.muted}>{reason}</q>}
      </span>
      <span className={styles.state}>
        <OperationState {...operation} />
        {lostWrites.rows === 0 ? null : (
          <Mark icon="warning" tone="warning" isChip>
            {lostWrites.rows} lost write{lostWrites.rows === 1 ? '' : 's'}
          </Mark>
        )}
      </span>
      <span className={styles.muted}>by {actor}</span>
      <span className={styles.took}>
        {operation.duration === null ? '' : duration(operation.duration)}
      </span>
    </li>
  );
};
