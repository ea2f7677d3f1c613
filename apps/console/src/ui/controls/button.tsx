import { type ButtonHTMLAttributes, type ReactNode } from 'react';

import styles from './button.module.css';

type Look = 'main' | 'plain' | 'quiet' | 'icon';

const LOOKS: Readonly<Record<Look, string>> = {
  main: styles.main ?? '',
  plain: '',
  quiet: styles.quiet ?? '',
  icon: `${styles.quiet ?? ''} ${styles.icon ?? ''}`,
};

/** The classes of a button, for a link or a part of Base UI that looks like one. */
export const buttonLook = (look: Look = 'plain'): string =>
  `${styles.button ?? ''} ${LOOKS[look]}`.trim();

type Props = ButtonHTMLAttributes<HTMLButtonElement> & Readonly<{ look?: Look }>;

export const Button = ({ look = 'plain', className = '', ...rest }: Props): ReactNode => (
  <button type="button" {...rest} className={`${buttonLook(look)} ${className}`.trim()} />
);
