import { type ReactNode } from 'react';

import { type Schemas } from '../../api/client.js';
import { Mark } from '../../ui/marks/mark.js';
import styles from '../action-dialog.module.css';

type Props = Readonly<{ hazards: readonly Schemas['Hazard'][] }>;

/** The hazards that the cluster would have afterwards. */
export const Hazards = ({ hazards }: Props): ReactNode =>
  hazards.length === 0 ? null : (
    <div className={styles.part}>
      <h3>
        <Mark icon="warning" tone="warning">
          Hazards
        </Mark>
      </h3>
      <ul>
        {[...new Set(hazards.map(({ detail }) => detail))].map((detail) => (
          <li key={detail}>{detail}</li>
        ))}
      </ul>
    </div>
  );
