import { ClusterError } from '#clusapi';
import {
  cluster,
  providersOf,
  type ClusterCommand,
  type DataOf,
  type FormedCluster,
  type GroupEntry,
  type GroupId,
  type NodeEntry,
  type ResourceEntry,
  type ResourceId,
} from '#domain';

import { type StepCommand } from '../execution/step.js';
import { stepsAlone, type Phase, type Planned } from './phase.js';
import { takingOffline } from './taking-offline.js';

/** An append stays below the limit of EventStoreDB with so many entries. */
const MAX_ENTRIES = 400;

/** Lists things under the names and in the groups that the backup has, with the policy of clusters. */
export const directoryPhase: Phase = (planned) => {
  const data = differentEntries(planned);
  if (data === undefined) return stepsAlone([]);
  const groups = data.groups.slice(0, MAX_ENTRIES);
  const room = data.groups.length > groups.length ? 0 : MAX_ENTRIES - groups.length;
  const part = { ...data, groups, resources: data.resources.slice(0, room) };
  const command = { type: 'RestoreDirectory', data: part } as const;
  return stepsAlone([{ kind: 'cluster', id: nameOf(planned), command }]);
};

const nameOf = ({ present: { cluster: now } }: Planned): string =>
  now.status === 'absent' ? '' : now.name;

/** @throws ClusterError for a name that a thing has which stays */
export const requireNames = (planned: Planned): void => {
  const { restore, present } = planned;
  const data = differentEntries(planned);
  if (data === undefined || present.cluster.status === 'absent') return;
  const command = { type: 'RestoreDirectory', data } as const;
  cluster.decide(command, { ...present.cluster, restoring: restore });
};

type Entries = DataOf<ClusterCommand, 'RestoreDirectory'>;

/** The entries that are not as the backup has them; undefined if there are none. */
const differentEntries = (planned: Planned): Entries | undefined => {
  const { restore, present, target, things } = planned;
  const [now, then] = [present.cluster, target.view.cluster];
  if (now.status === 'absent' || then.status === 'absent') return undefined;
  const nodes = things.nodes.flatMap((id) => missingNode(now, then.nodes.get(id)));
  const groups = things.groups.flatMap((id) => differentGroup(planned, now, then.groups.get(id)));
  const resources = things.resources.flatMap((id) => differentResource(planned, now, id));
  const isPolicy = things.isOfCluster && now.clobberPolicy !== then.clobberPolicy;
  if (nodes.length + groups.length + resources.length === 0 && !isPolicy) return undefined;
  return {
    operation: restore.operation,
    ...(isPolicy && { clobberPolicy: then.clobberPolicy }),
    ...{ nodes, groups, resources },
    yielding: [...newerOf(planned), ...things.groups, ...things.resources],
  };
};

const newerOf = ({ restore, newer }: Planned): readonly (ResourceId | GroupEntry['id'])[] =>
  restore.newer === 'remove' ? [...newer.groups, ...newer.resources] : [];

const missingNode = (now: FormedCluster, entry: NodeEntry | undefined): readonly NodeEntry[] =>
  entry === undefined || now.nodes.has(entry.id) ? [] : [entry];

const differentGroup = (
  { present }: Planned,
  now: FormedCluster,
  entry: GroupEntry | undefined,
): readonly GroupEntry[] => {
  if (entry === undefined || now.groups.get(entry.id)?.name === entry.name) return [];
  return [{ ...entry, owner: present.openGroup(entry.id)?.owner ?? entry.owner }];
};

const differentResource = (
  { target }: Planned,
  now: FormedCluster,
  id: ResourceId,
): readonly ResourceEntry[] => {
  const then = target.view.cluster;
  const entry = then.status === 'absent' ? undefined : then.resources.get(id);
  const group = target.view.openResource(id)?.group;
  if (entry === undefined || group === undefined) return [];
  const known = now.resources.get(id);
  if (known?.name === entry.name && known.group === group) return [];
  return [{ ...entry, group }];
};

/**
 * A resource that changes its group has to be alone: its own dependencies go, and those on it. They come
 * back with the settings. If it is online, it goes offline first.
 */
export const partingPhase: Phase = (planned) => {
  const { present, target, things } = planned;
  const parting = things.resources.flatMap((id): readonly Parting[] => {
    const [now, then] = [present.openResource(id), target.view.openResource(id)];
    if (now === undefined || then === undefined || now.group === then.group) return [];
    return present.membersOf(now.group).includes(id) ? [{ id, group: now.group }] : [];
  });
  const going = takingOffline(
    planned,
    parting.map(({ id }) => id),
  );
  return going ?? stepsAlone(parting.flatMap((one) => partingSteps(planned, one)));
};

/** A resource that leaves a group. */
type Parting = Readonly<{ id: ResourceId; group: GroupId }>;

const partingSteps = ({ present }: Planned, { id, group }: Parting): readonly StepCommand[] => {
  const to = { kind: 'group', id: group } as const;
  const dependencies = [...(present.openGroup(group)?.dependencies ?? [])];
  const nothing = { resource: id, expression: null, isOnline: false };
  const own = dependencies.some(([resource]) => resource === id)
    ? [{ ...to, command: { type: 'SetDependencies', data: nothing } } as const]
    : [];
  const others = dependencies
    .filter(([, on]) => providersOf(on).includes(id))
    .map(([resource]) => resource);
  return [
    ...own,
    ...others.map((resource): StepCommand => {
      const data = { resource, provider: id };
      return { ...to, command: { type: 'RemoveDependency', data } };
    }),
  ];
};

/**
 * Waits until the directory has put every resource into its group.
 *
 * @throws ClusterError if a group or a resource is missing that the restore does not bring back
 */
export const membershipPhase: Phase = ({ present, target, things }) => {
  const all = new Set([...things.resources, ...things.checkpoints.map(({ resource }) => resource)]);
  const isWaiting = [...all].some((id) => {
    const [now, then] = [present.openResource(id), target.view.openResource(id)];
    if (now === undefined)
      throw new ClusterError(
        'ERROR_RESOURCE_NOT_FOUND',
        `resource ${id} does not exist any more: restore the resource`,
      );
    if (!things.resources.includes(id) || then === undefined) return false;
    return now.group !== then.group || !present.membersOf(then.group).includes(id);
  });
  return { steps: [], isWaiting };
};
