import { isUuid, type ClusterState } from '#domain';
import { foldName } from '#registry';

import { type CommandRequest } from '../http/routes/command-router.js';

type Params = Readonly<Record<string, string | undefined>>;

/** The kinds of things that have names, with the directory's map of their names. */
const NAMED = { node: 'nodes', group: 'groups', resource: 'resources' } as const;
type Kind = keyof typeof NAMED;

/** The properties of a resource that do not concern its group. */
const OWN = /\/(control|checkpoints|possible-owners)(\/|\?|$)/;

/**
 * The things that a command concerns, each under one key regardless of its spelling: the things in
 * the path, the group of a resource that the command concerns, and the name of a new thing.
 */
export const thingsOf = (
  clusterState: ClusterState,
  { path, body }: CommandRequest,
  params: Params,
): readonly string[] => {
  const found = Object.keys(NAMED).flatMap((name) => {
    const kind = name as Kind;
    const nameOrId = params[kind];
    return nameOrId === undefined ? [] : thingOf(clusterState, kind, { nameOrId, path });
  });
  const kind = /^\/v1\/(node|group|resource)s(\/|\?|$)/.exec(path)?.[1] as Kind | undefined;
  const name = (body as { name?: unknown } | undefined)?.name;
  if (kind !== undefined && typeof name === 'string') found.push(keyOf(kind, name));
  return [...found, ...othersIn(path, params)];
};

/** The things without a name in the directory. */
const othersIn = (path: string, { id = '', tag }: Params): readonly string[] => [
  ...(path.startsWith('/v1/cluster') ? ['cluster'] : []),
  ...(tag === undefined ? [] : [`tag ${foldName(tag)}`]),
  ...(path.startsWith('/v1/operations/') ? [`operation ${id}`] : []),
];

const keyOf = (kind: Kind, name: string): string => `${kind} ${foldName(name)}`;

const thingOf = (
  clusterState: ClusterState,
  kind: Kind,
  { nameOrId, path }: Readonly<{ nameOrId: string; path: string }>,
): readonly string[] => {
  const { cluster } = clusterState;
  if (cluster.status === 'absent') return [];
  const entry = cluster[NAMED[kind]].get(idOf(cluster, kind, nameOrId) as never);
  if (entry === undefined) return [keyOf(kind, nameOrId)];
  const own = keyOf(kind, entry.name);
  if (!('group' in entry) || OWN.test(path)) return [own];
  const group = cluster.groups.get(entry.group);
  return group === undefined ? [own] : [own, keyOf('group', group.name)];
};

type Directory = Extract<ClusterState['cluster'], { status: 'formed' }>;

const idOf = (cluster: Directory, kind: Kind, nameOrId: string): string | undefined =>
  isUuid(nameOrId) ? nameOrId.toLowerCase() : cluster[`${kind}Names`].get(foldName(nameOrId));
