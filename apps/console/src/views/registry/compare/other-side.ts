import { type Place, type RegistrySearch } from '../registry-search.js';

type At = Readonly<{ at?: string }>;

/** The side to the right of a comparison: a node at a moment, without `at` now. */
export type OtherSide = Readonly<{ node: string; at: At }>;

/**
 * The other side that a search names; undefined for none. Its moment is that of the page, unless
 * the search names another or the present.
 */
export const otherSideIn = (
  search: RegistrySearch,
  place: Place,
  page: At,
): OtherSide | undefined => {
  const { with: other, withAt, withNow } = search;
  if (other === undefined && withAt === undefined && withNow !== 'true') return undefined;
  const at = withNow === 'true' ? {} : withAt === undefined ? page : { at: withAt };
  return { node: other ?? place.node, at };
};

/** The name of a side for the API. */
export const sideName = (node: string, { at }: At): string =>
  `node:${node}${at === undefined ? '' : `@${at}`}`;

/** A side in words. */
export const sayingSide = (node: string, { at }: At): string =>
  at === undefined ? `${node} now` : `${node} at ${at}`;

/** The search parameters that end a comparison. */
export const WITHOUT_OTHER: RegistrySearch = {
  with: undefined,
  withAt: undefined,
  withNow: undefined,
  only: undefined,
};
