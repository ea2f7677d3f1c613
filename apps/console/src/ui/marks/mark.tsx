import { type ReactNode } from 'react';

import { Icon, type IconName } from './icon.js';
import styles from './mark.module.css';

export type Tone = 'ok' | 'warning' | 'critical' | 'quiet' | 'accent';

type Props = Readonly<{
  icon: IconName;
  tone: Tone;
  children: ReactNode;
  /** On a ground of its own. */
  isChip?: boolean;
  title?: string | undefined;
}>;

/** A state: a shape, a text and a color that say the same. */
export const Mark = ({ icon, tone, children, isChip = false, title }: Props): ReactNode => (
  <span className={[styles.mark, styles[tone], isChip ? styles.chip : ''].join(' ')} title={title}>
    <Icon name={icon} />
    <span>{children}</span>
  </span>
);
