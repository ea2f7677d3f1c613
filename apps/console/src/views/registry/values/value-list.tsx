import { type ReactNode } from 'react';

import { lineOf } from '../../../comparing/line.js';
import { useAt } from '../../../moment/use-at.js';
import { foundIn, PAGE_VALUES, useValue, useValuePage, type Entry } from '../key-question.js';
import { folded } from '../paths.js';
import { type Place } from '../registry-search.js';
import { ValueLink } from './value-link.js';
import styles from './values.module.css';
import { VirtualRows } from './virtual-rows.js';
import { Written } from './written.js';

type Props = Readonly<{
  place: Place;
  /** The number of values of the key. */
  count: number;
  selected: string | undefined;
  isHex: boolean;
}>;

/** The values of a key, each with its writer. Those in sight are asked for, page by page. */
export const ValueList = ({ place, count, selected, isHex }: Props): ReactNode => {
  const { data } = useValue(place, useAt(), selected);
  const found = data && selected !== undefined ? foundIn(data, selected) : undefined;
  return (
    <VirtualRows
      label="Values"
      columns={['Name', 'Type', isHex ? 'Bytes' : 'Content', 'Written by']}
      count={count}
      first={found?.entry === undefined ? 0 : found.index}
    >
      {(index, tabIndex) => <ValueCells {...{ place, index, tabIndex, selected, isHex }} />}
    </VirtualRows>
  );
};

type CellProps = Omit<Props, 'count'> & Readonly<{ index: number; tabIndex: number }>;

const ValueCells = ({ place, index, tabIndex, selected, isHex }: CellProps): ReactNode => {
  const page = useValuePage(place, useAt(), Math.floor(index / PAGE_VALUES));
  const entry = page?.[index % PAGE_VALUES];
  const isSelected = isSame(entry?.name, selected);
  return (
    <>
      <span role="rowheader" className={styles.name}>
        <ValueLink name={entry?.name} {...{ isSelected, tabIndex }} />
      </span>
      {entry === undefined ? null : <Content entry={entry} isHex={isHex} />}
    </>
  );
};

const isSame = (name: string | undefined, selected: string | undefined): boolean =>
  name !== undefined && selected !== undefined && folded(name) === folded(selected);

type ContentProps = Readonly<{ entry: Entry; isHex: boolean }>;

const Content = ({ entry, isHex }: ContentProps): ReactNode => (
  <>
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
