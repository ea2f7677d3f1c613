import { useState, type ReactNode } from 'react';

import { SinceDrift } from './since-drift.js';
import { SinceValue } from './since-value.js';
import styles from './since.module.css';

/** Values and drift to pick from, folded up: they are asked for when they are opened. */
export const SinceParts = ({ nodes }: Readonly<{ nodes: readonly string[] }>): ReactNode => (
  <section aria-labelledby="since" className={styles.section}>
    <h2 id="since">Since when?</h2>
    <p className={styles.muted}>
      Ask at a state above, at a value or at drift. The cursor goes to the event that made it so.
    </p>
    <Part title="A value">
      <SinceValue nodes={nodes} />
    </Part>
    <Part title="Drift">
      <SinceDrift />
    </Part>
  </section>
);

const Part = ({ title, children }: Readonly<{ title: string; children: ReactNode }>): ReactNode => {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details
      onToggle={({ currentTarget }) => {
        setIsOpen(currentTarget.open);
      }}
    >
      <summary className={styles.summary}>{title}</summary>
      <div className={styles.section}>{isOpen ? children : null}</div>
    </details>
  );
};
