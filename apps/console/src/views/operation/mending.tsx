import { type ReactNode } from 'react';

import { RemedyButton } from '../../actions/remedy-button.js';
import { type Schemas } from '../../api/client.js';
import styles from './operation.module.css';

type Props = Readonly<{ operation: Schemas['OperationReport']; isPresent: boolean }>;

/** Shows the remedy of the damage, its prevention, and the hazards that are left. */
export const Mending = ({ operation, isPresent }: Props): ReactNode => {
  const { remedy, prevention, hazards } = operation;
  return (
    <>
      {remedy.length === 0 ? null : (
        <section aria-labelledby="remedy" className={styles.part}>
          <h2 id="remedy">How to mend it</h2>
          <ul className={styles.part}>
            {remedy.map((one) => (
              <li key={`${one.method} ${one.path} ${one.text}`} className={styles.remedy}>
                <p>{one.text}</p>
                {isPresent ? <RemedyButton remedy={one} /> : null}
              </li>
            ))}
          </ul>
        </section>
      )}
      <Bullets id="prevention" title="How to prevent it" items={prevention} />
      <Bullets id="hazards" title="Hazards" items={hazards.map(hazardText)} />
    </>
  );
};

const hazardText = ({ resource, detail }: Schemas['PlacedHazard']): string =>
  `${resource}: ${detail}`;

type BulletsProps = Readonly<{ id: string; title: string; items: readonly string[] }>;

const Bullets = ({ id, title, items }: BulletsProps): ReactNode =>
  items.length === 0 ? null : (
    <section aria-labelledby={id} className={styles.part}>
      <h2 id={id}>{title}</h2>
      <ul className={styles.bullets}>
        {[...new Set(items)].map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </section>
  );
