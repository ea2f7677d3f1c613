import { type PlainGroup } from './plain-group.js';
import { stateOfNode, type PlainNode } from './plain-node.js';
import { type PlainCheckpoint, type PlainResource } from './plain-resource.js';
import { type Things } from './things.js';
import { dataOf } from './whole-log.js';

/** The resources that are there, in the order of their creation. */
export const resourcesIn = (things: Things): readonly PlainResource[] =>
  [...things.resources.values()].filter(({ isClosed }) => !isClosed);

/** The groups that are there, in the order of their creation. */
export const groupsIn = (things: Things): readonly PlainGroup[] =>
  [...things.groups.values()].filter(({ isClosed }) => !isClosed);

/** The JSON of a node. */
export const nodeShape = (things: Things, node: PlainNode): object => ({
  id: node.id,
  name: node.name,
  state: stateOfNode(node),
  crashed: node.hasCrashed,
  drainStatus: node.drainStatus,
  groups: groupsIn(things)
    .filter(({ owner }) => owner === node.id)
    .map(({ name }) => name)
    .sort(),
});

/** The JSON of a group without its policy's state. */
export const groupShape = (things: Things, group: PlainGroup): object => {
  const members = resourcesIn(things).filter((one) => one.group === group.id);
  const { preferredOwners = [], ...policy } = group.policy;
  return {
    id: group.id,
    name: group.name,
    owner: things.nameOf('nodes', group.owner),
    ...policy,
    preferredOwners: (preferredOwners as readonly string[]).map((id) => things.nameOf('nodes', id)),
    state: stateOfGroup(members.map(({ state }) => state)),
    resources: members.map(({ name }) => name),
    operation: group.operation,
  };
};

/** The state of a group with members in these states. */
export const stateOfGroup = (states: readonly string[]): string => {
  if (states.includes('Failed')) return 'Failed';
  if (states.some((state) => !['Online', 'Offline'].includes(state))) return 'Pending';
  if (!states.includes('Online')) return 'Offline';
  return states.includes('Offline') ? 'PartialOnline' : 'Online';
};

/** The JSON of a resource without its policy's state and its missing restores. */
export const resourceShape = (things: Things, resource: PlainResource): object => {
  const { id, name, type, state, persistentState, stateSequence, failedIn } = resource;
  const { properties, checkpoints, group } = resource;
  const owner = things.groups.get(group)?.owner;
  const nameOf = (other: string): string => things.nameOf('resources', other);
  const needs = [...(things.dependencies.get(id) ?? [])];
  const dependents = [...things.dependencies].filter(([, all]) => all.has(id));
  const possible = (properties['possibleOwners'] ?? [...things.nodes.keys()]) as readonly string[];
  return {
    ...{ id, name, type, state, persistentState, stateSequence, failedIn },
    group: things.nameOf('groups', group),
    owner: owner === undefined ? null : things.nameOf('nodes', owner),
    checkpoints: checkpoints.size,
    dependencies: needs.map(nameOf),
    dependents: dependents.map(([other]) => nameOf(other)),
    ...properties,
    possibleOwners: possible.map((node) => things.nameOf('nodes', node)),
  };
};

/** The JSON of a checkpoint without its hazards and its missing restore. */
export const checkpointShape = (checkpoint: PlainCheckpoint): object => {
  const { captured, ...plain } = checkpoint;
  return { ...plain, kind: 'registry', capturedAt: captured && String(captured.position) };
};

/** The JSON of a checkpoint in the list of all. */
export const listedShape = (
  things: Things,
  { name, group }: PlainResource,
  checkpoint: PlainCheckpoint,
): object => ({
  ...checkpointShape(checkpoint),
  resource: name,
  group: things.nameOf('groups', group),
  owner: things.nameOf('nodes', things.groups.get(group)?.owner ?? ''),
});

/** The JSON of a capture without its content. */
export const captureShape = (recorded: NonNullable<PlainCheckpoint['captured']>): object => {
  const { number, reason, hash } = dataOf(recorded);
  const { operation, rule = null, actor } = recorded.metadata;
  return {
    ...{ number, reason, hash, operation, rule },
    by: { actor, reason: recorded.metadata.reason ?? null },
    position: String(recorded.position),
    recordedAt: recorded.recordedAt.toISOString(),
  };
};
