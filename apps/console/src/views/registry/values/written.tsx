import { type ReactNode } from 'react';

import { Time } from '../../../ui/text/time.js';
import { type Entry } from '../key-question.js';
import styles from '../registry.module.css';

/** Names the writer of a value and the time; of a restored value, its first writer and the node. */
export const Written = ({ writtenAt, origin }: Pick<Entry, 'writtenAt' | 'origin'>): ReactNode => {
  if (writtenAt === null) return <span className={styles.muted}>before the log</span>;
  if (origin === null)
    return (
      <>
        {writtenAt.actor}, <Time at={writtenAt.recordedAt} />
      </>
    );
  return (
    <>
      restored <Time at={writtenAt.recordedAt} />
      <span className={styles.muted}>
        {' '}
        – first written by {origin.actor}
        {origin.node === null ? ' in the stored copy' : ` on ${origin.node}`}
      </span>
    </>
  );
};
