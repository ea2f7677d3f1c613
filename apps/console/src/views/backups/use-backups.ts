import { type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query';

import { api, type Schemas } from '../../api/client.js';
import { useAt } from '../../moment/use-at.js';

type Page = Readonly<{ items: readonly Schemas['Backup'][]; next: string | null }>;

const PAGE = 100;

/** The backups at the moment, the newest first, in pages. */
export const useBackups = (): UseInfiniteQueryResult<InfiniteData<Page>> =>
  api.useInfiniteQuery(
    'get',
    '/v1/backups',
    { params: { query: { ...useAt(), limit: PAGE } } },
    {
      pageParamName: 'cursor',
      // The client would send 0 for an undefined cursor.
      initialPageParam: null,
      getNextPageParam: ({ next }) => next ?? undefined,
    },
  ) as UseInfiniteQueryResult<InfiniteData<Page>>;
