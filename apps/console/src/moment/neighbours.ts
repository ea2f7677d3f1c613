import { api } from '../api/client.js';

/** The positions of the events just before and just after a moment. */
export type Neighbours = Readonly<{ before: string | undefined; after: string | undefined }>;

const AROUND = 4;

/** The neighbours of a position; both are undefined while they are not known. */
export const useNeighbours = (position: string | undefined): Neighbours => {
  const { data } = api.useQuery(
    'get',
    '/v1/events',
    { params: { query: { around: position ?? '0', limit: AROUND } } },
    { enabled: position !== undefined },
  );
  const positions = data?.items.map((event) => event.position) ?? [];
  const here = BigInt(position ?? 0);
  return {
    before: positions.filter((other) => BigInt(other) < here).at(-1),
    after: positions.find((other) => BigInt(other) > here),
  };
};
