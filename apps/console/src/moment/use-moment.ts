import { useQuery, type UseQueryResult } from '@tanstack/react-query';

import { watchedFetch } from '../api/connection.js';
import { useAt } from './use-at.js';

/** The moment that answers are of. */
export type Moment = Readonly<{
  /** Undefined before the first event. */
  position: string | undefined;
  recordedAt: string | undefined;
  tag: string | undefined;
}>;

/** The moment that the page shows, as the server resolves it; it has the form of an API question. */
export const useMoment = (): UseQueryResult<Moment> => {
  const at = useAt();
  return useQuery({
    queryKey: ['get', '/v1/cluster', { params: { query: at } }, 'moment'],
    queryFn: ({ signal }) => askMoment(at.at, signal),
  });
};

const askMoment = async (at: string | undefined, signal: AbortSignal): Promise<Moment> => {
  const query = at === undefined ? '' : `?${String(new URLSearchParams({ at }))}`;
  const answer = await watchedFetch(`/v1/cluster${query}`, { signal });
  // Before the first event there is no cluster, and the headers say so too.
  if (!answer.ok && answer.status !== 404) throw (await answer.json()) as unknown;
  const header = (name: string): string | undefined => answer.headers.get(name) ?? undefined;
  return {
    position: header('tidemark-position'),
    recordedAt: header('tidemark-recorded-at'),
    tag: header('tidemark-tag'),
  };
};
