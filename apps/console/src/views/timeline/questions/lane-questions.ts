import { keepPreviousData, type QueryClient, type UseQueryResult } from '@tanstack/react-query';

import { api, type Schemas } from '../../../api/client.js';
import { FIXED } from '../../../api/live.js';
import { type Edges } from '../timeline-search.js';
import { ASKED_LANES } from './asked.js';

const PATH = '/v1/timeline';

type Lanes = 'nodes' | 'groups';
type Asked = Readonly<{ edges: Edges; isLive: boolean }>;
/** An answer of the API, or why it is not there. */
export type Answered<Data> = UseQueryResult<Data, Schemas['Problem']>;

/**
 * The lanes of a range. While it is live, events of the log make them be asked again; else they stay
 * as they are.
 */
export const useLanes = (asked: Asked & { lanes: Lanes }): Answered<Schemas['Timeline']> =>
  api.useQuery('get', PATH, initOf(asked.edges, asked.lanes), {
    ...metaOf(asked.isLive),
    placeholderData: keepPreviousData,
  });

/** Asks for all lanes of a range whose page is about to be shown, while its code is on the way. */
export const askAhead = (queries: QueryClient, { edges, isLive }: Asked): void => {
  for (const lanes of ['nodes', 'groups'] as const) {
    const question = api.queryOptions('get', PATH, initOf(edges, lanes), metaOf(isLive));
    // The page asks the same, and shows a failure.
    queries.query(question).catch(() => undefined);
  }
};

const initOf = (edges: Edges, lanes: Lanes) =>
  ({ params: { query: { ...edges, ...ASKED_LANES, lanes } } }) as const;

/** The mark of a question whose answer stays as it is; none while the timeline is live. */
export const metaOf = (isLive: boolean): Readonly<{ meta?: typeof FIXED }> =>
  isLive ? {} : { meta: FIXED };
