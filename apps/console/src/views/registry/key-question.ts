import { useQueries, type UseQueryResult } from '@tanstack/react-query';

import { api, type Schemas } from '../../api/client.js';
import { folded } from './paths.js';
import { type Place } from './registry-search.js';

export type KeyAnswer = Schemas['RegistryView'];
export type Entry = KeyAnswer['values'][number];
type At = Readonly<{ at?: string }>;

const PATH = '/v1/nodes/{node}/registry';
/** The number of values that one question asks for. A key may have 100,000 of them. */
export const PAGE_VALUES = 200;

/** The values of a key that an answer has; all of them by default. */
type Shown = Readonly<{ maxValues?: number; skipValues?: number; fromValue?: string }>;

type Init = Readonly<{
  params: {
    path: { node: string };
    query: Readonly<{ at?: string; key: string; view: Place['view'] }> & Shown;
  };
}>;

const initOf = ({ node, key, view }: Place, at: At, shown: Shown = {}): Init => ({
  params: { path: { node }, query: { ...at, key, view, ...shown } },
});

/** All values of a key, and the names of the keys below it, at a moment. */
export const useKey = (place: Place, at: At): UseQueryResult<KeyAnswer> =>
  api.useQuery('get', PATH, initOf(place, at)) as UseQueryResult<KeyAnswer>;

const WITHOUT_VALUES: Shown = { maxValues: 0 };

/** A key without its values, but with their number. */
export const useKeyAlone = (place: Place, at: At): UseQueryResult<KeyAnswer> =>
  api.useQuery('get', PATH, initOf(place, at, WITHOUT_VALUES)) as UseQueryResult<KeyAnswer>;

/** A page of the values of a key. @param page from 0 */
export const useValuePage = (place: Place, at: At, page: number): readonly Entry[] | undefined => {
  const shown = { maxValues: PAGE_VALUES, skipValues: page * PAGE_VALUES };
  const answer = api.useQuery('get', PATH, initOf(place, at, shown)) as UseQueryResult<KeyAnswer>;
  return answer.data?.values;
};

/** A key with one value alone, which `foundIn` finds. */
export const useValue = (
  place: Place,
  at: At,
  name: string | undefined,
): UseQueryResult<KeyAnswer> => {
  const init = initOf(place, at, { maxValues: 1, fromValue: name ?? '' });
  const options = { enabled: name !== undefined };
  return api.useQuery('get', PATH, init, options) as UseQueryResult<KeyAnswer>;
};

/** A value and the number of values before it; without an entry if there is no such value. */
export const foundIn = (
  { values: [entry], valuesBefore = 0 }: KeyAnswer,
  name: string,
): Readonly<{ entry: Entry | undefined; index: number }> => ({
  entry: entry !== undefined && folded(entry.name) === folded(name) ? entry : undefined,
  index: valuesBefore,
});

type Answers = readonly (KeyAnswer | undefined)[];

/** Several keys of a node without values, in the order of the keys; undefined for what is not known yet. */
export const useEachKey = (
  { node, view }: Omit<Place, 'key'>,
  at: At,
  keys: readonly string[],
): Answers =>
  useQueries({
    queries: keys.map((key) =>
      api.queryOptions('get', PATH, initOf({ node, key, view }, at, WITHOUT_VALUES)),
    ),
    combine: answersOf,
  });

const answersOf = (results: readonly Readonly<{ data: unknown }>[]): Answers =>
  results.map(({ data }) => data as KeyAnswer | undefined);
