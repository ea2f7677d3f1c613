import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { buttonLook } from '../controls/button.js';
import styles from './details-pane.module.css';
import { Icon } from '../marks/icon.js';

type Search = Readonly<Record<string, string | undefined>>;

type Props = Readonly<{
  label: string;
  /** The search parameters without which it is closed, each undefined. */
  closing: Search;
  /** The name of the way to close it, and the key that does the same. */
  close: string;
  closeKey?: string;
  children: ReactNode;
}>;

/** All about one thing of a list, beside the list; on a narrow page over its end. */
export const DetailsPane = ({ label, closing, close, closeKey, children }: Props): ReactNode => (
  <aside className={styles.pane} aria-label={label}>
    <Link
      to="."
      search={(all) => ({ ...all, ...closing })}
      replace
      resetScroll={false}
      className={`${buttonLook('icon')} ${styles.close}`}
      aria-label={close}
      title={closeKey === undefined ? 'Close' : `Close (${closeKey})`}
    >
      <Icon name="close" />
    </Link>
    {children}
  </aside>
);

type PartsProps = Readonly<{ title: ReactNode; children: ReactNode }>;

/** The title and the parts of a pane of details. */
export const DetailsParts = ({ title, children }: PartsProps): ReactNode => (
  <div className={styles.parts}>
    <div className={styles.title}>{title}</div>
    {children}
  </div>
);
