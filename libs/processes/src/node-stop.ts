import { type GroupId, type NodeId, type OperationId, type World } from '#domain';

import { bestNode } from './placement.js';
import { isKind, type Process, type Step } from './step.js';

/**
 * A node that stops gives its groups away first, as its cluster service does in Windows; where no
 * other node is up, what is online goes offline in place and keeps its persistent state.
 *
 * ```text
 * DrainStarted ──> every group: StartGroupMove | StartGroupOperation (offline) ──> NodeStopped
 * ```
 */
export const nodeStop: Process = {
  name: 'node-stop',
  affected: (fact, world) => {
    if (isKind(fact, 'node')) return fact.event.type === 'DrainStarted' ? [fact.id] : [];
    if (!isKind(fact, 'group')) return [];
    const group = world.group(fact.id as GroupId);
    const left = fact.event.type === 'GroupOwnerChanged' ? [fact.event.data.from] : [];
    return group.status === 'open' ? [...left, group.owner] : left;
  },
  all: ({ cluster }) => (cluster.status === 'formed' ? cluster.nodes.keys() : []),
  next: (world, key) => {
    const id = key as NodeId;
    const node = world.node(id);
    if (node.status === 'absent' || node.stopping === undefined) return [];
    const operation = node.stopping;
    const groups = [...world.groupsOn(id)];
    const busy = groups.filter((group) => isBusy(world, group));
    if (busy.length > 0) return busy.flatMap((group) => leaveStep(world, group, operation));
    const command = { type: 'CompleteNodeStop', data: { operation } } as const;
    return [{ kind: 'node', id, operation, command }];
  },
};

/** A group that still has to go, or to become quiet where it is. */
const isBusy = (world: World, id: GroupId): boolean => {
  const group = world.group(id);
  if (group.status !== 'open') return false;
  return (
    group.operation !== undefined ||
    bestNode(world, id) !== undefined ||
    runningMembers(world, id).length > 0
  );
};

const runningMembers = (world: World, id: GroupId) => {
  const group = world.group(id);
  if (group.status !== 'open') return [];
  return [...group.members].filter((member) => {
    const resource = world.resource(member);
    return (
      resource.status === 'open' && resource.state !== 'Offline' && resource.state !== 'Failed'
    );
  });
};

const leaveStep = (world: World, id: GroupId, operation: OperationId): readonly Step[] => {
  const group = world.group(id);
  if (group.status !== 'open' || group.operation !== undefined) return [];
  const to = bestNode(world, id);
  const step = { kind: 'group', id, operation } as const;
  if (to !== undefined)
    return [{ ...step, command: { type: 'StartGroupMove', data: { operation, to } } }];
  const resources = runningMembers(world, id);
  const data = { operation, kind: 'offline', resources, persist: false } as const;
  return [{ ...step, command: { type: 'StartGroupOperation', data } }];
};
