import {
  keepPreviousData,
  type InfiniteData,
  type UseInfiniteQueryResult,
} from '@tanstack/react-query';

import { api, type Schemas } from '../../api/client.js';
import { FIXED } from '../../api/live.js';
import { type EventQuery } from './event-search.js';

const PAGE = 100;
/** Earlier or later pages beyond this number take the place of those at the other end. */
const MOST_PAGES = 20;

type Page = Readonly<{
  items: readonly Schemas['Event'][];
  next: string | null;
  prev?: string | null;
}>;

/**
 * The events on both sides of a moment, the newest first. Nothing of them changes, and later events
 * are asked for by another moment.
 */
export const useEventPages = (
  query: EventQuery,
  around: string,
): UseInfiniteQueryResult<InfiniteData<Page>> =>
  api.useInfiniteQuery(
    'get',
    '/v1/events',
    { params: { query: { ...query, around, order: 'newest', limit: PAGE } } },
    {
      pageParamName: 'cursor',
      // The client would send 0 for an undefined cursor.
      initialPageParam: null,
      getNextPageParam: ({ next }) => next ?? undefined,
      getPreviousPageParam: (page) => ('prev' in page ? page.prev : undefined) ?? undefined,
      maxPages: MOST_PAGES,
      meta: FIXED,
      placeholderData: keepPreviousData,
    },
  ) as UseInfiniteQueryResult<InfiniteData<Page>>;
