import { api } from '../api/client.js';
import { useAt } from '../moment/use-at.js';

/** The names that filters offer. */
export type Offers = Readonly<Record<'nodes' | 'groups' | 'resources', readonly string[]>>;

type Named = readonly Readonly<{ name: string }>[];

/** The names of the things at the moment of the page; none until they are read. */
export const useOffers = (): Offers => {
  const { data } = api.useQuery('get', '/v1/overview', { params: { query: useAt() } });
  return {
    nodes: namesOf(data?.nodes),
    groups: namesOf(data?.groups),
    resources: namesOf(data?.resources),
  };
};

const namesOf = (things: Named = []): readonly string[] => things.map(({ name }) => name);
