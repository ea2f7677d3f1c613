import { api } from './client.js';

const MOST = 1000;

/** The keys of the checkpoints at a moment by their ids, of the first thousand. */
export const useCheckpointKeys = (at: Readonly<{ at?: string }>): ReadonlyMap<string, string> => {
  const { data } = api.useQuery('get', '/v1/checkpoints', {
    params: { query: { ...at, limit: MOST } },
  });
  return new Map(data?.items.map(({ id, key }) => [id, key]));
};
