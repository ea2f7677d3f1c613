import {
  type GroupId,
  type GroupOperation,
  type NodeId,
  type OpenGroup,
  type OpenResource,
  type ResourceId,
  type World,
} from '#domain';
import { uuidV5 } from '#event-store';

import { captureSteps } from './owed-captures.js';
import { canHost } from './placement.js';
import { offlineSteps, onlineSteps, type Target } from './resource-steps.js';
import { isKind, type Process, type Step } from './step.js';

/**
 * Carries an operation of a group from its start to its end.
 *
 * ```text
 * move     fence ──> offline (capture) ──> owed captures ──> owner changes ──> online (restore) ──> completed
 * online   fence ──> online (restore) ──> completed
 * offline  fence ──> offline (capture) ──> completed
 * idle     owner is up, a resource shall be online and is Offline ──> online
 * ```
 */
export const groupOperation: Process = {
  name: 'group-operation',
  affected: (fact, world) => {
    if (isKind(fact, 'group')) return [fact.id];
    if (isKind(fact, 'resource')) return groupOf(world, fact.id as ResourceId);
    return isKind(fact, 'node') ? groupsOfNode(fact.event, world.groupsOn(fact.id as NodeId)) : [];
  },
  all: ({ cluster }) => (cluster.status === 'formed' ? cluster.groups.keys() : []),
  next: (world, key) => {
    const id = key as GroupId;
    const group = world.group(id);
    if (group.status !== 'open') return [];
    const { operation } = group;
    return operation === undefined
      ? resume(world, id, group)
      : advance(world, { id, group, operation }).map((step) => ({
          ...step,
          operation: operation.id,
        }));
  },
};

const groupOf = (world: World, id: ResourceId): readonly string[] => {
  const resource = world.resource(id);
  return resource.status === 'open' ? [resource.group] : [];
};

const groupsOfNode = (
  event: { type: string; data: object },
  owned: ReadonlySet<GroupId>,
): Iterable<string> => {
  if (event.type === 'NodeStarted') return owned;
  return 'group' in event.data ? [String(event.data.group)] : [];
};

type Open = Readonly<{ id: GroupId; group: OpenGroup; operation: GroupOperation }>;

/** The steps of the first phase that is not done; the end of the operation when all are. */
const advance = (world: World, open: Open): readonly Step[] => {
  for (const phase of phases(open)) {
    const steps = phase(world, open);
    if (steps !== 'done') return steps;
  }
  const data = { operation: open.operation.id };
  return [{ kind: 'group', id: open.id, command: { type: 'CompleteGroupOperation', data } }];
};

/** `done`, or what is to be done now: nothing while something else has to happen first. */
type Phase = (world: World, open: Open) => readonly Step[] | 'done';

const phases = ({ group, operation }: Open): readonly Phase[] => {
  switch (operation.kind) {
    case 'online':
      return [fence, online];
    case 'offline':
      return [fence, offline];
    case 'move':
      return group.owner === operation.to
        ? [fence, online]
        : [fence, offline, payOwed, changeOwner];
  }
};

const orDone = (steps: readonly Step[]): readonly Step[] | 'done' =>
  steps.length === 0 ? 'done' : steps;

/** The epoch is written to every member and to the node that is left, before anything else. */
const fence: Phase = (world, { id, group, operation: { epoch } }) => {
  const members = [...group.members].filter((member) => {
    const resource = world.resource(member);
    return resource.status === 'open' && resource.epoch < epoch;
  });
  const owner = world.node(group.owner);
  const fenced = owner.status === 'present' && (owner.fences.get(id) ?? 0) >= epoch;
  return orDone([
    ...members.map((member): Step => ({
      kind: 'resource',
      id: member,
      command: { type: 'FenceResource', data: { epoch } },
    })),
    ...(fenced ? [] : [fenceNode(group.owner, id, epoch)]),
  ]);
};

const fenceNode = (node: NodeId, group: GroupId, epoch: number): Step => ({
  kind: 'node',
  id: node,
  command: { type: 'FenceGroup', data: { group, epoch } },
});

/** The resources an operation is about, with their state. */
const concerned = (
  world: World,
  { group, operation }: Open,
): readonly (readonly [ResourceId, OpenResource])[] =>
  (operation.kind === 'move' ? [...group.members] : operation.resources).flatMap((id) => {
    const resource = world.resource(id);
    return resource.status === 'open' ? [[id, resource] as const] : [];
  });

const target = ({ operation }: Open, node: NodeId): Target => ({
  attempt: { operation: operation.id, epoch: operation.epoch, node },
  persist: operation.kind === 'move' ? false : operation.persist,
});

const offline: Phase = (world, open) => {
  const left = concerned(world, open).filter(([, resource]) => !isDown(resource, open));
  if (left.length === 0) return 'done';
  return left.flatMap(([id]) => offlineSteps(world, id, target(open, open.group.owner)));
};

/** Going offline by command also sets what shall be, even where nothing is running. */
const isDown = ({ state, persistentState }: OpenResource, { operation }: Open): boolean => {
  if (state === 'Failed') return true;
  const sets = operation.kind === 'offline' && operation.persist;
  return state === 'Offline' && !(sets && persistentState === 'Online');
};

const online: Phase = (world, open) => {
  const left = concerned(world, open).filter(([, resource]) => {
    const wanted = open.operation.kind !== 'move' || resource.persistentState === 'Online';
    return wanted && resource.state !== 'Online';
  });
  if (left.length === 0) return 'done';
  return left.flatMap(([id]) =>
    onlineSteps(world, { id, group: open.id }, target(open, open.group.owner)),
  );
};

/** What a crash or a late edit left uncaptured is captured before the group leaves the node. */
const payOwed: Phase = (world, open) =>
  orDone(concerned(world, open).flatMap(([id]) => captureSteps(world, id, 'recovering')));

const changeOwner: Phase = (_world, { id, operation }) => [
  {
    kind: 'group',
    id,
    command: { type: 'ChangeGroupOwner', data: { operation: operation.id } },
  },
];

/** A group that lost its node comes back as it shall be, once its owner is up again. */
const resume = (world: World, id: GroupId, group: OpenGroup): readonly Step[] => {
  if (!canHost(world, group.owner)) return [];
  const resources = [...group.members].filter((member) => {
    const resource = world.resource(member);
    return (
      resource.status === 'open' &&
      resource.state === 'Offline' &&
      resource.persistentState === 'Online'
    );
  });
  if (resources.length === 0) return [];
  const operation = uuidV5(id, `resume:${group.epoch}`) as GroupOperation['id'];
  const data = { operation, kind: 'online', resources, persist: false } as const;
  return [{ kind: 'group', id, operation, command: { type: 'StartGroupOperation', data } }];
};
