import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { nameText } from '../ui/text/value-text.js';
import styles from './place-link.module.css';

type Props = Readonly<{
  /** The name of the node. */
  node: string;
  place: string;
  /** Null for a key by itself. */
  name: string | null;
  /** The moment to go to; absent for that of the page. */
  at?: string;
  title?: string;
}>;

/** A place of a registry, which leads to the registry. */
export const PlaceLink = ({ node, place, name, at, title }: Props): ReactNode => (
  <span className={styles.place}>
    <Link
      to="/registry"
      title={title}
      search={(all) => ({
        at: at ?? all.at,
        ...{ node, key: place },
        ...(name === '' ? { default: 'true' } : { value: name ?? undefined }),
      })}
    >
      {nameText(name)}
    </Link>
    <code className={styles.key}>{place}</code>
  </span>
);
