import { type ReactNode } from 'react';

import { type Entry } from '../key-question.js';
import { folded } from '../paths.js';
import { lineOf } from '../../../comparing/line.js';
import { ValueLink } from './value-link.js';
import styles from './values.module.css';
import { VirtualRows } from './virtual-rows.js';
import { Written } from './written.js';

type Props = Readonly<{
  entries: readonly Entry[];
  selected: string | undefined;
  isHex: boolean;
}>;

/** The values of a key, each with its writer. */
export const ValueList = ({ entries, selected, isHex }: Props): ReactNode => {
  const wanted = selected === undefined ? undefined : folded(selected);
  const place = entries.findIndex(({ name }) => folded(name) === wanted);
  return (
    <VirtualRows
      label="Values"
      columns={['Name', 'Type', isHex ? 'Bytes' : 'Content', 'Written by']}
      count={entries.length}
      first={Math.max(0, place)}
    >
      {(index, tabIndex) => {
        const entry = entries[index];
        return entry === undefined ? null : (
          <>
            <span role="rowheader" className={styles.name}>
              <ValueLink name={entry.name} isSelected={index === place} tabIndex={tabIndex} />
            </span>
            <span role="cell" className={styles.type}>
              {entry.value.type}
            </span>
            <code role="cell" className={styles.content}>
              {lineOf(entry.value, isHex)}
            </code>
            <span role="cell" className={styles.written}>
              <Written writtenAt={entry.writtenAt} origin={entry.origin} />
            </span>
          </>
        );
      }}
    </VirtualRows>
  );
};
