import { type GroupId, type NodeId, type ResourceId, type ClusterState } from '#domain';

import { type Idle } from './failover-causes.js';
import { restartInstants, RULES } from './failover-rules.js';
import { failbackDue } from './failback.js';
import { earliestAfter } from '../due.js';
import { groupOf } from '../groups/group-operation.js';
import { isKind, type Process } from '../execution/step.js';

/**
 * The automatic steps of a group without an operation.
 *
 * ```text
 * its node crashed                      ──> every resource is lost (Offline), then:
 * its node is down                      ──> move (failover), if any other can take it
 * needs a resource that is not online   ──> offline
 * a resource failed, restarts left      ──> restart, after the delay
 * a resource failed, no restarts left   ──> move (failover), if the policy and a node allow it
 *                                       ──> restart, after the retry period
 * pending, without an operation         ──> offline
 * persistent state Online, is Offline   ──> online
 * a better node, or home, is up again   ──> move (failback), in the window
 * ```
 */
export const failover: Process = {
  name: 'failover',
  affected: (domainEvent, clusterState) => {
    if (isKind(domainEvent, 'group')) return [domainEvent.id];
    if (isKind(domainEvent, 'resource')) return groupOf(clusterState, domainEvent.id as ResourceId);
    return isKind(domainEvent, 'node')
      ? groupsAfter(clusterState, domainEvent.id as NodeId, domainEvent.event.type)
      : [];
  },
  all: (clusterState) => clusterState.groupIds(),
  next: (clusterState, key, { now }) => {
    const idle = idleOf(clusterState, key, now);
    if (idle === undefined) return [];
    for (const rule of RULES) {
      const steps = rule(idle);
      if (steps.length > 0) return steps;
    }
    return [];
  },
  due: (clusterState, key, { now }) => {
    const idle = idleOf(clusterState, key, now);
    if (idle === undefined) return undefined;
    return earliestAfter(now, [failbackDue(idle), ...restartInstants(idle)]);
  },
};

const idleOf = (clusterState: ClusterState, key: string, now: number): Idle | undefined => {
  const id = key as GroupId;
  const group = clusterState.openGroup(id);
  if (group === undefined || group.operation !== undefined) return undefined;
  return { clusterState, id, group, now };
};

const NODE_LEAVES = new Set(['NodeCrashed', 'NodeStopped']);
/** The events after which a node may take groups again; they affect all groups. */
const NODE_RETURNS = new Set([
  'NodeOpened',
  'NodeStarted',
  'NodeResumed',
  'DrainCompleted',
  'NodePaused',
]);

const groupsAfter = (clusterState: ClusterState, id: NodeId, type: string): Iterable<string> => {
  if (NODE_LEAVES.has(type)) return clusterState.groupsOn(id);
  return NODE_RETURNS.has(type) ? clusterState.groupIds() : [];
};
