import { type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { api, type Schemas } from '../../../api/client.js';
import { useAt } from '../../../moment/use-at.js';
import { Button } from '../../../ui/button.js';
import { Answer } from '../../../ui/note.js';
import { Table, WIDE } from '../../../ui/table.js';
import { nameText } from '../../../ui/value-text.js';
import { selecting, type Place } from '../registry-search.js';
import styles from '../registry.module.css';
import { bothSides } from './both-sides.js';
import { ExportDifferences } from './export-differences.js';
import { sayingSide, sideName, type OtherSide } from './other-side.js';

type Diff = Schemas['Diff'];
type Difference = Schemas['ValueDifference'];

const PAGE = 200;

type Props = Readonly<{ place: Place; other: OtherSide; isHex: boolean }>;

/** Everything that differs between two sides in a key and below it. */
export const DifferenceList = ({ place, other, isHex }: Props): ReactNode => {
  const at = useAt();
  const query = {
    left: sideName(place.node, at),
    right: sideName(other.node, other.at),
    view: place.view,
    ...(place.key !== '' && { key: place.key }),
  };
  const heads = [sayingSide(place.node, at), sayingSide(other.node, other.at)] as const;
  const found = useDifferences(query);
  return (
    <Answer query={found}>
      {({ pages }) => (
        <>
          <Summary diff={pages[0]} />
          <ExportDifferences query={query} />
          <Rows {...{ pages, heads, isHex }} />
          {found.hasNextPage ? (
            <Button disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
              {found.isFetchingNextPage ? 'Loading…' : 'More differences'}
            </Button>
          ) : null}
        </>
      )}
    </Answer>
  );
};

type Query = Readonly<{ left: string; right: string; view: Place['view']; key?: string }>;

const useDifferences = (query: Query): UseInfiniteQueryResult<InfiniteData<Diff>> =>
  api.useInfiniteQuery(
    'get',
    '/v1/diff',
    { params: { query: { ...query, limit: PAGE } } },
    {
      pageParamName: 'cursor',
      initialPageParam: null,
      getNextPageParam: (page) => (typeof page === 'object' ? page.next : undefined) ?? undefined,
    },
  ) as UseInfiniteQueryResult<InfiniteData<Diff>>;

const Summary = ({ diff }: Readonly<{ diff: Diff | undefined }>): ReactNode => {
  if (diff === undefined) return null;
  const { added, changed, removed } = diff.summary;
  return (
    <p role="status">
      {diff.same
        ? 'Both sides are equal, with everything below.'
        : `On the right ${added} added, ${changed} changed and ${removed} removed, with everything below.`}
    </p>
  );
};

type RowsProps = Readonly<{
  pages: readonly Diff[];
  heads: readonly [string, string];
  isHex: boolean;
}>;

const Rows = ({ pages, heads, isHex }: RowsProps): ReactNode => {
  const items = pages.flatMap(({ items: some }) => some).filter((item) => 'key' in item);
  if (items.length === 0) return null;
  return (
    <Table label="Differences" columns={['Place', ...heads]}>
      {items.map((item) => (
        <DifferenceRow key={`${item.key}\\${item.name ?? '\\'}`} {...{ item, isHex }} />
      ))}
    </Table>
  );
};

type RowProps = Readonly<{ item: Difference; isHex: boolean }>;

const DifferenceRow = ({ item, isHex }: RowProps): ReactNode => {
  const { key, name, change } = item;
  const cells = bothSides({ left: item.left?.value, right: item.right?.value, isHex });
  const ofKey = (side: 'added' | 'removed'): string => (change === side ? 'the key' : 'nothing');
  return (
    <tr>
      <td className={WIDE}>
        <Link
          to="."
          search={(all) => ({ ...all, key, only: undefined, ...selecting(name ?? undefined) })}
        >
          {nameText(name)}
        </Link>
        <code className={styles.key}>{key}</code>
      </td>
      <td className={WIDE}>{name === null ? ofKey('removed') : cells.left}</td>
      <td className={WIDE}>{name === null ? ofKey('added') : cells.right}</td>
    </tr>
  );
};
