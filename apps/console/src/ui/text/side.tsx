import { type ReactNode } from 'react';

import styles from './side.module.css';
import { nameText, sideText, typeOf, type Side } from './value-text.js';

/** The content of a place of a registry. */
export const SideView = ({ side }: Readonly<{ side: Side }>): ReactNode =>
  side === null ? (
    <span className={styles.none}>nothing</span>
  ) : (
    <>
      <code className={styles.side}>{sideText(side)}</code>
      <span className={styles.type}>{typeOf(side)}</span>
    </>
  );

type PlaceProps = Readonly<{ place: string; name: string | null }>;

/** A place of a registry: the name of the value, and below it the key. */
export const PlaceView = ({ place, name }: PlaceProps): ReactNode => (
  <span className={styles.place}>
    {nameText(name)}
    <code className={styles.key}>{place}</code>
  </span>
);
