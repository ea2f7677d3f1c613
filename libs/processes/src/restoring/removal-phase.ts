import { dependentsOf, type GroupId, type NodeId, type ResourceId } from '#domain';

import { type StepCommand } from '../execution/step.js';
import { stepsAlone, type Phase, type PhaseSteps, type Planned } from './phase.js';
import { takingOffline } from './taking-offline.js';

/**
 * Removes the resources that are newer than the backup, dependents before their providers. One that is
 * online goes offline first.
 */
export const newerResourcePhase: Phase = (planned) => {
  const { restore, newer } = planned;
  const going = restore.newer === 'remove' ? takingOffline(planned, newer.resources) : undefined;
  return going ?? removals(planned, newer.resources, resourceRemoval);
};

/** Removes the groups that are newer than the backup, once they are empty. */
export const newerGroupPhase: Phase = (planned) =>
  removals(planned, planned.newer.groups, groupRemoval);

/** Evicts the nodes that are newer than the backup. */
export const newerNodePhase: Phase = (planned) =>
  removals(planned, planned.newer.nodes, nodeRemoval);

type Removal = StepCommand | 'wait';

const removals = <Id>(
  planned: Planned,
  ids: readonly Id[],
  removal: (planned: Planned, id: Id) => Removal,
): PhaseSteps => {
  if (planned.restore.newer === 'keep') return stepsAlone([]);
  const all = ids.map((id) => removal(planned, id));
  return {
    steps: all.flatMap((one) => (one === 'wait' ? [] : [one])),
    isWaiting: all.includes('wait'),
  };
};

const resourceRemoval = ({ present, restore }: Planned, resource: ResourceId): Removal => {
  const now = present.openResource(resource);
  const group = now && present.openGroup(now.group);
  if (now === undefined || group?.members.has(resource) !== true) return 'wait';
  if (group.leaving.has(resource)) return 'wait';
  const dependents = dependentsOf(resource, group);
  if (dependents.length > 0) return 'wait';
  const { operation } = restore;
  const data = { resource, operation, configuredAt: now.configuredAt };
  return { kind: 'group', id: now.group, command: { type: 'StartMemberRemoval', data } };
};

const groupRemoval = ({ present }: Planned, id: GroupId): Removal => {
  const group = present.openGroup(id);
  if (group === undefined || group.members.size > 0 || group.operation !== undefined) return 'wait';
  return { kind: 'group', id, command: { type: 'CloseGroup', data: {} } };
};

const nodeRemoval = ({ present, restore: { operation } }: Planned, id: NodeId): Removal => {
  const node = present.presentNode(id);
  const isBusy = node?.state !== 'Down' || node.leaving !== undefined;
  if (isBusy || present.groupsOn(id).length > 0) return 'wait';
  return {
    kind: 'node',
    id,
    command: { type: 'StartEviction', data: { operation, isLast: false } },
  };
};
