import { ClusterError, type StatusName } from '#clusapi';
import { foldName } from '#registry';

import { type RestoredDirectory } from '../commands.js';
import { type ClusterEvent } from '../events.js';
import { type FormedCluster, type GroupEntry, type ResourceEntry } from '../state.js';
import { requireGroup } from './guard.js';

type Named = Readonly<{ id: string; name: string }>;

/**
 * Makes entries of the directory as a backup has them: all of them in one append, so that things may
 * exchange their names. A thing that is to be removed gives up its name for another one.
 *
 * @throws ClusterError ERROR_OBJECT_ALREADY_EXISTS or ERROR_CLUSTER_NODE_EXISTS for a name that a
 *   thing has which stays
 */
export const restoreDirectory = (
  wanted: RestoredDirectory,
  state: FormedCluster,
): readonly ClusterEvent[] => {
  if (state.restoring?.operation !== wanted.operation) return [];
  const { nodes, groups, resources, clobberPolicy } = wanted;
  const taken = 'ERROR_OBJECT_ALREADY_EXISTS';
  requireFreeNames(nodes, state.nodes, { yielding: [], status: 'ERROR_CLUSTER_NODE_EXISTS' });
  requireFreeNames(groups, state.groups, { ...wanted, status: taken });
  requireFreeNames(resources, state.resources, { ...wanted, status: taken });
  return [
    ...(clobberPolicy === undefined || clobberPolicy === state.clobberPolicy
      ? []
      : [{ type: 'ClusterConfigured', data: { clobberPolicy } } as const]),
    ...nodes
      .filter(({ id }) => !state.nodes.has(id))
      .map(({ id: node, name }): ClusterEvent => ({ type: 'NodeAdded', data: { node, name } })),
    ...holders(groups, state.groups).map(({ id: group }): ClusterEvent => ({
      type: 'GroupRenamed',
      data: { group, name: yieldedName(group) },
    })),
    ...groups.flatMap((entry) => groupEvents(entry, state)),
    ...holders(resources, state.resources).map(({ id: resource }): ClusterEvent => ({
      type: 'ResourceRenamed',
      data: { resource, name: yieldedName(resource) },
    })),
    ...resources.flatMap((entry) => resourceEvents(entry, state, groups)),
  ];
};

/** The name of a thing that has given up its own, until it is removed. */
const yieldedName = (id: string): string => `removed ${id}`;

const groupEvents = (
  { id: group, name, owner, preferredOwners, policy }: GroupEntry,
  { groups }: FormedCluster,
): readonly ClusterEvent[] => {
  const known = groups.get(group);
  if (known === undefined)
    return [
      {
        type: 'GroupAdded',
        data: { group, name, owner, preferredOwners, ...(policy && { policy }) },
      },
    ];
  return known.name === name ? [] : [{ type: 'GroupRenamed', data: { group, name } }];
};

const resourceEvents = (
  { id: resource, name, type, group, properties }: ResourceEntry,
  state: FormedCluster,
  coming: readonly GroupEntry[],
): readonly ClusterEvent[] => {
  if (!coming.some(({ id }) => id === group)) requireGroup(group, state);
  const known = state.resources.get(resource);
  if (known === undefined)
    return [
      {
        type: 'ResourceAdded',
        data: { resource, name, type, group, ...(properties && { properties }) },
      },
    ];
  return [
    ...(known.name === name
      ? []
      : [{ type: 'ResourceRenamed', data: { resource, name } } as const]),
    ...(known.group === group
      ? []
      : [{ type: 'ResourceRegrouped', data: { resource, group } } as const]),
  ];
};

/** The things that have the name of an entry and are none of the entries. */
const holders = <Thing extends Named>(
  entries: readonly Named[],
  known: ReadonlyMap<string, Thing>,
): readonly Thing[] => {
  if (entries.length === 0) return [];
  const names = new Set(entries.map(({ name }) => foldName(name)));
  const ids = new Set(entries.map(({ id }) => id));
  return [...known.values()].filter(({ id, name }) => !ids.has(id) && names.has(foldName(name)));
};

const requireFreeNames = (
  entries: readonly Named[],
  known: ReadonlyMap<string, Named>,
  { yielding, status }: Readonly<{ yielding: readonly string[]; status: StatusName }>,
): void => {
  const holder = holders(entries, known).find(({ id }) => !yielding.includes(id));
  if (holder !== undefined)
    throw new ClusterError(
      status,
      `the name "${holder.name}" is taken by a thing that is newer than the backup and stays: ${holder.id}`,
    );
};
