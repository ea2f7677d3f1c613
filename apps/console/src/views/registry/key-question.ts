import { useQueries, type UseQueryResult } from '@tanstack/react-query';

import { api, type Schemas } from '../../api/client.js';
import { type Place } from './registry-search.js';

export type KeyAnswer = Schemas['RegistryView'];
export type Entry = KeyAnswer['values'][number];
type At = Readonly<{ at?: string }>;

const PATH = '/v1/nodes/{node}/registry';

type Init = Readonly<{
  params: {
    path: { node: string };
    query: Readonly<{ at?: string; key: string; view: Place['view'] }>;
  };
}>;

const initOf = ({ node, key, view }: Place, at: At): Init => ({
  params: { path: { node }, query: { ...at, key, view } },
});

/** The values of a key and the names of the keys below it, at a moment. */
export const useKey = (place: Place, at: At): UseQueryResult<KeyAnswer> =>
  api.useQuery('get', PATH, initOf(place, at)) as UseQueryResult<KeyAnswer>;

type Answers = readonly (KeyAnswer | undefined)[];

/** The same of several keys of a node, in the order of the keys; undefined for what is not known yet. */
export const useEachKey = (
  { node, view }: Omit<Place, 'key'>,
  at: At,
  keys: readonly string[],
): Answers =>
  useQueries({
    queries: keys.map((key) => api.queryOptions('get', PATH, initOf({ node, key, view }, at))),
    combine: answersOf,
  });

const answersOf = (results: readonly Readonly<{ data: unknown }>[]): Answers =>
  results.map(({ data }) => data as KeyAnswer | undefined);
