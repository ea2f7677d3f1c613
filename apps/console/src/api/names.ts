import { useAt } from '../moment/use-at.js';
import { api } from './client.js';

/** The names of nodes, groups and resources by their ids, as far as they are known. */
export type Names = ReadonlyMap<string, string>;

/** The names at the moment of the page; empty until they are read. */
export const useNames = (): Names => {
  const { data } = api.useQuery('get', '/v1/overview', { params: { query: useAt() } });
  const things = data === undefined ? [] : [...data.nodes, ...data.groups, ...data.resources];
  return new Map(things.map(({ id, name }) => [id, name]));
};
