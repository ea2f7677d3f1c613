import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { nameText } from '../../../ui/text/value-text.js';
import { selecting } from '../registry-search.js';
import styles from './values.module.css';

type Props = Readonly<{ name: string; isSelected: boolean; tabIndex: number }>;

/** The name of a value, which leads to all about it. */
export const ValueLink = ({ name, isSelected, tabIndex }: Props): ReactNode => (
  <Link
    to="."
    search={(all) => ({ ...all, ...selecting(name) })}
    replace
    resetScroll={false}
    className={styles.link}
    tabIndex={tabIndex}
    aria-current={isSelected ? true : undefined}
    title={nameText(name)}
  >
    {nameText(name)}
  </Link>
);
