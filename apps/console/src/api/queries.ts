import { QueryClient } from '@tanstack/react-query';

import { ServerAway } from './connection.js';
import { problemOf } from './problem.js';

const MINUTE_MS = 60_000;
const UNAVAILABLE = 503;
const MOST_RETRIES = 4;

/** True for a failure that may be over soon: no answer, or an answer that says so. */
const isPassing = (error: unknown): boolean =>
  error instanceof ServerAway || problemOf(error)?.status === UNAVAILABLE;

/** The answers at hand. They stay until the log has a later event; see `keepFresh`. */
export const newQueries = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        gcTime: 2 * MINUTE_MS,
        // A browser that calls itself offline still reaches a server on its own machine.
        networkMode: 'always',
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        retry: (failures, error) => isPassing(error) && failures < MOST_RETRIES,
        retryDelay: (failures) => Math.min(500 * 2 ** failures, 4000),
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
