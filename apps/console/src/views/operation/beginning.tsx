import { type ReactNode } from 'react';

import { type Schemas } from '../../api/client.js';
import { sentence } from '../../ui/text/sentence.js';
import styles from './operation.module.css';

type Report = Schemas['OperationReport'];

/** Why the operation began: the events that led to it, or the command. */
export const Beginning = ({ operation }: Readonly<{ operation: Report }>): ReactNode => {
  const { cause, actor, reason } = operation;
  return (
    <section aria-labelledby="why" className={styles.part}>
      <h2 id="why">Why it began</h2>
      {cause.length === 0 ? (
        <p>
          {actor} gave the command{reason === null ? '; no reason was given.' : ':'}
        </p>
      ) : (
        <ol className={styles.causes}>
          {cause.map(({ event, what }) => (
            <li key={event}>{sentence(what)}</li>
          ))}
        </ol>
      )}
      {reason === null ? null : <blockquote className={styles.reason}>{reason}</blockquote>}
    </section>
  );
};
