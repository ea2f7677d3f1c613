import { useSearch } from '@tanstack/react-router';
import { type ReactNode } from 'react';

import { api } from '../../api/client.js';
import { useAt } from '../../moment/use-at.js';
import { Button } from '../../ui/controls/button.js';
import { Answer } from '../../ui/windows/note.js';
import { LostFilters } from './lost-filters.js';
import { LostList } from './lost-list.js';
import { queryOf } from './lost-search.js';
import { LostSummary } from './lost-summary.js';
import styles from './lost-writes.module.css';

const PAGE = 50;

/** The edits that restores overwrote although no capture had them. */
export const LostWritesView = (): ReactNode => {
  const search = useSearch({ from: '/lost-writes' });
  const query = { ...useAt(), ...queryOf(search), limit: PAGE };
  const lost = api.useInfiniteQuery(
    'get',
    '/v1/lost-writes',
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
      <h1>Lost writes</h1>
      <LostSummary search={search} />
      <LostFilters search={search} />
      <Answer query={lost}>
        {({ pages }) => <LostList items={pages.flatMap(({ items }) => items)} />}
      </Answer>
      {lost.hasNextPage ? (
        <div className={styles.more}>
          <Button disabled={lost.isFetchingNextPage} onClick={() => void lost.fetchNextPage()}>
            {lost.isFetchingNextPage ? 'Loading…' : 'More lost writes'}
          </Button>
        </div>
      ) : null}
    </>
  );
};
