/** The kinds of things that a list may be about, as their paths spell them. */
type Kind = 'nodes' | 'groups' | 'resources';

/** A kind, and a name or id. */
type NamedThing = readonly [kind: Kind, nameOrId: string];

/** The kind of the thing that a filter names. */
const FILTERS: Readonly<Record<string, Kind>> = {
  node: 'nodes',
  owner: 'nodes',
  group: 'groups',
  resource: 'resources',
};

const IN_PATH = /^(\/v1\/(nodes|groups|resources)\/)([^/]+)/;

/** The things that a path and filters name, and the path and the filters without their names. */
export const namedIn = (
  path: string,
  filters: object,
): Readonly<{ things: readonly NamedThing[]; path: string; filters: object }> => {
  const [, before, kind, nameOrId] = IN_PATH.exec(path) ?? [];
  const inPath: readonly NamedThing[] =
    nameOrId === undefined ? [] : [[kind as Kind, decodeURIComponent(nameOrId)]];
  const entries = (Object.entries(filters) as (readonly [string, unknown])[]).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const inFilters = entries.flatMap(([name, value]): readonly NamedThing[] => {
    const filtered = FILTERS[name];
    return filtered === undefined || typeof value !== 'string' ? [] : [[filtered, value]];
  });
  return {
    things: [...inPath, ...inFilters],
    path: before === undefined ? path : path.replace(IN_PATH, '$1'),
    filters: Object.fromEntries(
      entries.map(([name, value]) => [name, name in FILTERS && value !== undefined ? '' : value]),
    ),
  };
};
