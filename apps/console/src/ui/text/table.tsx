import { type ReactNode } from 'react';

import styles from './table.module.css';

type Props = Readonly<{
  /** The name of the table for screen readers. */
  label: string;
  columns: readonly string[];
  children: ReactNode;
}>;

/** A table of a few rows, which scrolls sideways where the page is narrow. */
export const Table = ({ label, columns, children }: Props): ReactNode => (
  <div className={styles.frame} role="region" aria-label={label} tabIndex={0}>
    <table className={styles.table}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </div>
);

/** The class of a cell whose long text may be broken. */
export const WIDE = styles.wide;
