import { type ReactNode } from 'react';

import { type Schemas } from '../api/client.js';
import { Answer } from '../ui/windows/note.js';
import { Table, WIDE } from '../ui/text/table.js';
import { bothSides } from './both-sides.js';
import styles from './comparing.module.css';
import { ExportDifferences } from './export-differences.js';
import { MoreDifferences } from './more-differences.js';
import { ThingTable } from './thing-table.js';
import { useDifferences, type Diff, type DiffQuery } from './use-differences.js';

/** A place of a registry that differs. */
export type ValueDifference = Schemas['ValueDifference'];

type Props = Readonly<{
  query: DiffQuery;
  /** The sides in words. */
  heads: readonly [left: string, right: string];
  isHex: boolean;
  /** The name of a place, which leads there. */
  linkTo: (item: ValueDifference) => ReactNode;
  /** False for sides that no .reg file can turn into each other. */
  isExported?: boolean;
}>;

/** Everything that differs between two sides. */
export const DifferenceList = ({ query, isExported = true, ...rest }: Props): ReactNode => {
  const found = useDifferences(query);
  return (
    <Answer query={found}>
      {({ pages }) => (
        <>
          <Summary diff={pages[0]} heads={rest.heads} />
          {isExported && pages[0]?.same === false ? <ExportDifferences query={query} /> : null}
          <Rows pages={pages} {...rest} />
          <MoreDifferences found={found} />
        </>
      )}
    </Answer>
  );
};

type SummaryProps = Readonly<{ diff: Diff | undefined; heads: Props['heads'] }>;

const Summary = ({ diff, heads }: SummaryProps): ReactNode => {
  if (diff === undefined) return null;
  const { added, changed, removed } = diff.summary;
  return (
    <p role="status">
      {diff.same
        ? 'Both sides are equal, with everything below.'
        : `From “${heads[0]}” to “${heads[1]}”: ${added} added, ${changed} changed, ${removed} removed.`}
    </p>
  );
};

type RowsProps = Pick<Props, 'heads' | 'isHex' | 'linkTo'> & Readonly<{ pages: readonly Diff[] }>;

const Rows = ({ pages, heads, ...rest }: RowsProps): ReactNode => {
  const items = pages.flatMap(({ items: some }) => some);
  const values = items.filter((item) => 'key' in item);
  const things = items.filter((item) => 'thing' in item);
  return (
    <>
      {values.length === 0 ? null : (
        <Table label="Differences" columns={['Place', ...heads]}>
          {values.map((item) => (
            <DifferenceRow
              key={`${item.node ?? ''}\\${item.key}\\${item.name ?? '\\'}`}
              item={item}
              {...rest}
            />
          ))}
        </Table>
      )}
      <ThingTable items={things} heads={heads} />
    </>
  );
};

type RowProps = Pick<Props, 'isHex' | 'linkTo'> & Readonly<{ item: ValueDifference }>;

const DifferenceRow = ({ item, isHex, linkTo }: RowProps): ReactNode => {
  const { key, name, change, node } = item;
  const cells = bothSides({ left: item.left?.value, right: item.right?.value, isHex });
  const ofKey = (side: 'added' | 'removed'): string => (change === side ? 'the key' : 'nothing');
  return (
    <tr>
      <td className={WIDE}>
        {linkTo(item)}
        {node === undefined ? null : ` on ${node}`}
        <code className={styles.key}>{key}</code>
      </td>
      <td className={WIDE}>{name === null ? ofKey('removed') : cells.left}</td>
      <td className={WIDE}>{name === null ? ofKey('added') : cells.right}</td>
    </tr>
  );
};
