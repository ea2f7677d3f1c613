const PLACE = ['node', 'key', 'view'] as const;
const VALUE = ['value', 'default'] as const;
const OTHER_SIDE = ['with', 'withAt', 'withNow', 'only'] as const;

/** All of the search parameters. */
export const REGISTRY_SEARCH = [...PLACE, ...VALUE, ...OTHER_SIDE, 'show', 'find', 'past'] as const;

/**
 * The place that is shown: a key of a node in a view, one of its values, another side beside it, or the
 * values that hold a text. The default value has an empty name, which a URL would drop: it is
 * `default=true`.
 */
export type RegistrySearch = Readonly<
  Partial<Record<(typeof REGISTRY_SEARCH)[number], string | undefined>>
>;

/** A key of a node. `view` is as the API takes it; the empty key is HKEY_LOCAL_MACHINE. */
export type Place = Readonly<{ node: string; key: string; view: '64-bit' | '32-bit' }>;

/** The key that is looked at, on a node that is given where the search names none. */
export const placeIn = ({ node, key, view }: RegistrySearch, first: string): Place => ({
  node: node ?? first,
  key: key ?? '',
  view: view === '32-bit' ? view : '64-bit',
});

/** The name of the value that is looked at; undefined for none. */
export const nameIn = ({ value, default: isDefault }: RegistrySearch): string | undefined =>
  isDefault === 'true' ? '' : value;

/** The search parameters that select a value, or none. */
export const selecting = (name: string | undefined): RegistrySearch => ({
  value: name,
  default: name === '' ? 'true' : undefined,
});

/** The search parameters that end a search for a text and lead to a key. */
export const goingTo = (key: string): RegistrySearch => ({
  key,
  ...selecting(undefined),
  find: undefined,
  past: undefined,
});
