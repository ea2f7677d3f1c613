import { ClusterError } from '#clusapi';
import { type GroupId, type NodeId, type OpenGroup, type ResourceId } from '#domain';

import { type StepCommand } from '../execution/step.js';
import { type Phase, type Planned } from './phase.js';

/**
 * Opens the streams of deleted things again, before the directory lists them: a listed thing whose
 * stream is closed would leave the directory at once.
 */
export const streamPhase: Phase = (planned) => {
  const { things } = planned;
  for (const id of things.resources) requireGroup(planned, id);
  const all = [
    ...things.nodes.map((id) => returnedNode(planned, id)),
    ...things.groups.map((id) => reopenedGroup(planned, id)),
    ...things.resources.map((id) => reopenedResource(planned, id)),
  ];
  const steps = all.flatMap((one) => (typeof one === 'object' ? [one] : []));
  return { steps, isWaiting: all.includes('wait') };
};

/** @throws ClusterError ERROR_GROUP_NOT_FOUND if the group of a resource would be missing */
const requireGroup = ({ present, target, things }: Planned, id: ResourceId): void => {
  const group = target.view.openResource(id)?.group;
  if (group === undefined || things.groups.includes(group)) return;
  if (present.openGroup(group) !== undefined && present.groupIds().includes(group)) return;
  throw new ClusterError(
    'ERROR_GROUP_NOT_FOUND',
    `group ${group} of resource ${id} does not exist any more: restore the group`,
  );
};

type Opening = StepCommand | 'wait' | undefined;

const returnedNode = ({ present }: Planned, id: NodeId): Opening => {
  if (present.presentNode(id)?.leaving === undefined) return undefined;
  if (present.nodeIds().includes(id)) return 'wait';
  return { kind: 'node', id, command: { type: 'ReturnNode', data: {} } };
};

const reopenedGroup = (planned: Planned, id: GroupId): Opening => {
  const then = planned.target.view.openGroup(id);
  if (then === undefined || planned.present.group(id).status !== 'closed') return undefined;
  const owner = ownerOf(planned, then);
  const data = { owner, policy: then.policy };
  return { kind: 'group', id, command: { type: 'ReopenGroup', data } };
};

/** The owner at the time of the backup, if the node is there; else the best one that is. */
const ownerOf = ({ present, things }: Planned, { owner, policy }: OpenGroup): NodeId => {
  const there = new Set([...present.nodeIds(), ...things.nodes]);
  const wanted = [owner, ...policy.preferredOwners, ...there];
  return wanted.find((node) => there.has(node)) ?? owner;
};

/** A resource that is still a member is about to leave its group; it comes back afterwards. */
const reopenedResource = ({ present, target }: Planned, id: ResourceId): Opening => {
  const [then, now] = [target.view.openResource(id), present.resource(id)];
  if (then === undefined || now.status !== 'closed') return undefined;
  if (present.membersOf(now.group).includes(id)) return 'wait';
  const { type, group, properties } = then;
  const data = { type, group, properties };
  return { kind: 'resource', id, command: { type: 'ReopenResource', data } };
};
