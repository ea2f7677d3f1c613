import { type ReactNode } from 'react';

import { type Schemas } from '../../api/client.js';
import { Mark } from '../../ui/marks/mark.js';
import { sentence } from '../../ui/text/sentence.js';
import styles from './operation.module.css';

type Group = Schemas['OperationReport']['groups'][number];
type Candidate = Group['candidates'][number];

/** Why each group went to its node: every node of the cluster with the reason. */
export const Choices = ({ groups }: Readonly<{ groups: readonly Group[] }>): ReactNode => {
  const moved = groups.filter(({ candidates }) => candidates.length > 0);
  if (moved.length === 0) return null;
  return (
    <section aria-labelledby="where" className={styles.part}>
      <h2 id="where">Why this node</h2>
      <ul className={styles.choices}>
        {moved.map((group) => (
          <li key={group.group} className={styles.choice}>
            <h3>
              {group.group}: {group.from ?? 'no node'} → {group.to ?? 'no node'}
            </h3>
            {group.earlierChoices.map(({ to, candidates }, index) => (
              <details key={`${to}/${index}`}>
                <summary>First it was to go to {to}</summary>
                <Candidates candidates={candidates} />
              </details>
            ))}
            <Candidates candidates={group.candidates} />
          </li>
        ))}
      </ul>
    </section>
  );
};

const Candidates = ({ candidates }: Readonly<{ candidates: readonly Candidate[] }>): ReactNode => (
  <ul className={styles.candidates}>
    {candidates.map(({ node, taken, reason }) => (
      <li key={node} className={styles.candidate}>
        {taken ? (
          <Mark icon="ok" tone="ok">
            <strong>{node}</strong>, taken
          </Mark>
        ) : (
          <Mark icon="offline" tone="quiet">
            {node}
          </Mark>
        )}
        <span className={styles.why}>{sentence(reason)}</span>
      </li>
    ))}
  </ul>
);
