import { useSearch } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { api } from '../../api/client.js';
import { useAt } from '../../moment/use-at.js';
import { Button } from '../../ui/controls/button.js';
import { Answer } from '../../ui/windows/note.js';
import { OperationFilters } from './operation-filters.js';
import { OperationList } from './operation-list.js';
import { queryOf } from './operation-search.js';
import styles from './operations.module.css';

const PAGE = 50;

/** Lists the operations of the cluster, the newest first. */
export const OperationsView = (): ReactNode => {
  const filters = useSearch({ from: '/operations' });
  const query = { ...useAt(), ...queryOf(filters), limit: PAGE };
  const operations = api.useInfiniteQuery(
    'get',
    '/v1/operations',
    { params: { query } },
    {
      pageParamName: 'cursor',
      // The client would send 0 for an undefined cursor.
      initialPageParam: null,
      getNextPageParam: ({ next }) => next ?? undefined,
    },
  );
  return (
    <>
      <h1>Operations</h1>
      <OperationFilters filters={filters} />
      <Answer query={operations}>
        {({ pages }) => (
          <OperationList
            key={JSON.stringify(query)}
            operations={pages.flatMap(({ items }) => items)}
          />
        )}
      </Answer>
      {operations.hasNextPage ? (
        <div className={styles.more}>
          <Button
            disabled={operations.isFetchingNextPage}
            onClick={() => void operations.fetchNextPage()}
          >
            {operations.isFetchingNextPage ? 'Loading…' : 'Earlier operations'}
          </Button>
        </div>
      ) : null}
    </>
  );
};
