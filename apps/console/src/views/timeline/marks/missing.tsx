import { type ReactNode } from 'react';

import { type History } from '../lanes/history.js';
import styles from './legend.module.css';

type Props = Readonly<{
  history: History;
  /** True if there are more lost writes than are known. */
  isPartial: boolean;
}>;

/** Says what the timeline leaves out; nothing if it shows all. */
export const Missing = ({ history, isPartial }: Props): ReactNode => {
  const missing = [
    ...(history.lanes.some((lane) => lane.isPartial)
      ? [
          'Some lanes have more events than marks: the rarest have one, and a shorter range shows more.',
        ]
      : []),
    ...(isPartial ? ['More writes were lost: the newest thousand are marked.'] : []),
    ...(history.isPartial ? ['There are more nodes or groups than lanes.'] : []),
  ];
  return missing.length === 0 ? null : <p className={styles.missing}>{missing.join(' ')}</p>;
};
