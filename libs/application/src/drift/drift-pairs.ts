import { type ClusterView, type NodeId, type ResourceId } from '#domain';
import { foldName } from '#registry';

import { listCheckpoints, type ListedCheckpoint } from '../checkpoints/list-checkpoints.js';
import { possibleOwners } from '../hazards/possible-owners.js';
import { nameOf } from '../names.js';
import { NoSuchThing } from '../no-such-thing.js';
import { type DriftPair } from './drift-state.js';

/** The pairs to list; an undefined field admits all. */
export type DriftFilter = Readonly<{
  node?: NodeId | undefined;
  resource?: ResourceId | undefined;
  checkpoint?: string | undefined;
}>;

/**
 * The pairs after a place, by the names of resources, by keys, then by the names of nodes.
 *
 * @param after the place of the last pair of the page before
 * @throws NoSuchThing if no checkpoint has the id of the filter
 */
export function* driftPairs(
  clusterState: ClusterView,
  filter: DriftFilter,
  after: string | undefined,
): Iterable<DriftPair> {
  const listed = checkpointsIn(clusterState, filter);
  const [lastCheckpoint, lastNode] = after?.split('/') ?? [];
  const begin = listed.findIndex(({ id }) => id === lastCheckpoint);
  const nodes = new Map<ResourceId, readonly NodeId[]>();
  for (const { id, resource, checkpoint } of listed.slice(Math.max(0, begin))) {
    const known = nodes.get(resource) ?? nodesOf(clusterState, resource, filter);
    nodes.set(resource, known);
    const from = id === lastCheckpoint ? known.findIndex((node) => node === lastNode) + 1 : 0;
    for (const node of known.slice(from)) yield { resource, checkpoint, node };
  }
}

const checkpointsIn = (
  clusterState: ClusterView,
  { resource, checkpoint }: DriftFilter,
): readonly ListedCheckpoint[] => {
  const listed = listCheckpoints(clusterState, { resource });
  if (checkpoint === undefined) return listed;
  const found = listed.filter(({ id }) => id === checkpoint);
  if (found.length > 0) return found;
  const within = withinOf(clusterState, resource);
  throw new NoSuchThing('ERROR_FILE_NOT_FOUND', {
    kind: 'checkpoint',
    nameOrId: checkpoint,
    within,
  });
};

const withinOf = (
  clusterState: ClusterView,
  resource: ResourceId | undefined,
): NoSuchThing['missing']['within'] =>
  resource === undefined
    ? { kind: 'cluster', revision: -1 }
    : { kind: 'resource', id: resource, revision: clusterState.revision('resource', resource) };

const nodesOf = (
  clusterState: ClusterView,
  resource: ResourceId,
  { node }: DriftFilter,
): readonly NodeId[] =>
  possibleOwners(clusterState, resource)
    .filter((id) => node === undefined || node === id)
    .map((id) => ({ id, folded: foldName(nameOf(clusterState, 'nodes', id) ?? id) }))
    .sort((a, b) => (a.folded < b.folded ? -1 : 1))
    .map(({ id }) => id);
