import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { nameText } from '../../../ui/text/value-text.js';
import { selecting } from '../registry-search.js';
import styles from './values.module.css';

type Props = Readonly<{
  /** Undefined while it is not known; the link, and its focus, stay when it comes. */
  name: string | undefined;
  isSelected: boolean;
  tabIndex: number;
}>;

/** The name of a value, which leads to all about it. */
export const ValueLink = ({ name, isSelected, tabIndex }: Props): ReactNode => (
  <Link
    to="."
    search={(all) => (name === undefined ? all : { ...all, ...selecting(name) })}
    replace
    resetScroll={false}
    className={styles.link}
    tabIndex={tabIndex}
    aria-current={isSelected ? true : undefined}
    title={name === undefined ? undefined : nameText(name)}
  >
    {name === undefined ? '…' : nameText(name)}
  </Link>
);
