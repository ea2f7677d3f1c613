import { type ReactNode } from 'react';

import { PlaceView, SideView } from '../../ui/text/side.js';
import { Table } from '../../ui/text/table.js';
import { type Side } from '../../ui/text/value-text.js';
import styles from '../action-dialog.module.css';

/** A place of a registry that changes. */
export type Difference = Readonly<{
  key: string;
  name: string | null;
  change: 'added' | 'removed' | 'changed';
  before: Side;
  after: Side;
}>;

type Props = Readonly<{
  title: string;
  items: readonly Difference[];
  summary: Readonly<{ added: number; removed: number; changed: number }>;
  more: boolean;
}>;

/** The places of a registry that change, with their contents before and after. */
export const Differences = ({ title, items, summary, more }: Props): ReactNode => (
  <div className={styles.part}>
    <h3>
      {title}: {counted(summary)}
    </h3>
    {items.length === 0 ? null : (
      <Table label={title} columns={['Place', 'Before', 'After']}>
        {items.map(asShown).map(({ key, name, before, after }) => (
          <tr key={`${key}/${name ?? ''}`}>
            <td>
              <PlaceView place={key} name={name} />
            </td>
            <td>
              <SideView side={before} />
            </td>
            <td>
              <SideView side={after} />
            </td>
          </tr>
        ))}
      </Table>
    )}
    {more ? <p className={styles.muted}>There are more than these.</p> : null}
  </div>
);

/** A key by itself has no content: that it is there is all. */
const asShown = (item: Difference): Difference => {
  const { name, change, before, after } = item;
  return name !== null || before !== null || after !== null
    ? item
    : { ...item, before: change === 'removed' || null, after: change === 'added' || null };
};

/** The numbers of a comparison in words. */
export const counted = ({ added, removed, changed }: Props['summary']): string => {
  const parts = [
    [added, 'added'],
    [changed, 'changed'],
    [removed, 'removed'],
  ] as const;
  const texts = parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  return texts.length === 0 ? 'nothing changes' : texts.join(', ');
};
