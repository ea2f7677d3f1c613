import { foldName, sameValue, type RegistryValue } from '#registry';
import { type ValueVersion } from '#read-models';

import { type RunningCluster } from '../running-cluster.js';
import { type AskedPredicate, type Predicate, type Turn } from './predicate.js';

type Wanted = Extract<AskedPredicate, { kind: 'value' }>['wanted'];

/** A value of a physical key of a node. */
type Place = Readonly<{ node: string; key: string; name: string }>;

/** The number of versions in one read. */
const PAGE = 100;

/** A question about one value: each of its versions answers it. */
export const valuePredicate = (
  { reads }: RunningCluster,
  place: Place,
  wanted: Wanted,
): Predicate => {
  const versions = (at: number, after?: ValueVersion): readonly ValueVersion[] =>
    reads.valueHistory(place, {
      at,
      limit: PAGE,
      ...(after && { after: { since: Number(after.since), place: after.place } }),
    }).items;
  return {
    at: (position) => isWanted(wanted, versions(position)[0]?.value),

    async *turns({ from, to }): AsyncIterable<Turn> {
      for (let last: ValueVersion | undefined; ;) {
        const page = versions(to, last);
        for (const { since, value } of page) {
          if (Number(since) <= from) return;
          yield { position: Number(since), holds: isWanted(wanted, value) };
        }
        last = page.at(-1);
        if (page.length === 0) return;
      }
    },
  };
};

const isWanted = (wanted: Wanted, value: RegistryValue | undefined): boolean => {
  if ('missing' in wanted) return wanted.missing === (value === undefined);
  if ('is' in wanted) return value !== undefined && sameValue(value, wanted.is);
  return value === undefined || !sameValue(value, wanted.isNot);
};

/** The place of a value, whose name may have any case. */
export const valuePlace = (node: string, key: string, name: string): Place => ({
  node,
  key,
  name: foldName(name),
});
