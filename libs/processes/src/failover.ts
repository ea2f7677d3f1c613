import { type GroupId, type NodeId, type ResourceId, type World } from '#domain';

import { restartInstants, RULES, type Idle } from './failover-rules.js';
import { failbackDue } from './failback.js';
import { earliestAfter } from './due.js';
import { groupOf } from './group-operation.js';
import { isKind, type Process } from './step.js';

/**
 * What a group that has nothing under way does by itself.
 *
 * ```text
 * its node crashed                      ──> every resource is lost (Offline), then:
 * its node is down                      ──> move (failover), if any other can take it
 * needs a resource that is not online   ──> offline
 * a resource failed, restarts left      ──> restart, after the delay
 * a resource failed, no restarts left   ──> move (failover), if the policy and a node allow it
 *                                       ──> restart, after the retry period
 * pending, and nobody carries it on     ──> offline
 * shall be online and is Offline        ──> online
 * a better node, or home, is up again   ──> move (failback), in the window
 * ```
 */
export const failover: Process = {
  name: 'failover',
  affected: (fact, world) => {
    if (isKind(fact, 'group')) return [fact.id];
    if (isKind(fact, 'resource')) return groupOf(world, fact.id as ResourceId);
    return isKind(fact, 'node') ? groupsAfter(world, fact.id as NodeId, fact.event.type) : [];
  },
  all: ({ cluster }) => (cluster.status === 'formed' ? cluster.groups.keys() : []),
  next: (world, key, { now }) => {
    const idle = idleOf(world, key, now);
    if (idle === undefined) return [];
    for (const rule of RULES) {
      const steps = rule(idle);
      if (steps.length > 0) return steps;
    }
    return [];
  },
  due: (world, key, { now }) => {
    const idle = idleOf(world, key, now);
    if (idle === undefined) return undefined;
    return earliestAfter(now, [failbackDue(idle), ...restartInstants(idle)]);
  },
};

const idleOf = (world: World, key: string, now: number): Idle | undefined => {
  const id = key as GroupId;
  const group = world.group(id);
  const isIdle = group.status === 'open' && group.operation === undefined;
  return isIdle ? { world, id, group, now } : undefined;
};

const LEAVES = new Set(['NodeCrashed', 'NodeStopped']);
/** A node that can take groups again is news for all of them. */
const COMES = new Set(['NodeOpened', 'NodeStarted', 'NodeResumed', 'DrainCompleted', 'NodePaused']);

const groupsAfter = (world: World, id: NodeId, type: string): Iterable<string> => {
  if (LEAVES.has(type)) return world.groupsOn(id);
  return COMES.has(type) && world.cluster.status === 'formed' ? world.cluster.groups.keys() : [];
};
