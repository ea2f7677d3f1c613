import {
  keepPreviousData,
  type InfiniteData,
  type UseInfiniteQueryResult,
} from '@tanstack/react-query';

import { api, type Schemas } from '../api/client.js';

export type Diff = Schemas['Diff'];

const PAGE = 200;

/** The sides as the API names them; `key` and `view` narrow them. */
export type DiffQuery = Readonly<{
  left: string;
  right: string;
  view?: '64-bit' | '32-bit';
  key?: string;
}>;

/** The pages of what differs between two sides. */
export type Differences = UseInfiniteQueryResult<InfiniteData<Diff>>;

/**
 * Asks for everything that differs, page by page.
 *
 * @param staysInSight true if the answer to the question before is shown until this one is answered
 */
export const useDifferences = (query: DiffQuery, staysInSight = false): Differences =>
  api.useInfiniteQuery(
    'get',
    '/v1/diff',
    { params: { query: { ...query, limit: PAGE } } },
    {
      pageParamName: 'cursor',
      initialPageParam: null,
      getNextPageParam: (page) => (typeof page === 'object' ? page.next : undefined) ?? undefined,
      ...(staysInSight && { placeholderData: keepPreviousData }),
    },
  ) as Differences;
