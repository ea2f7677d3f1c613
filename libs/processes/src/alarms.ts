import { type ClusterState, type GroupId, type OpenGroup, type ResourceId } from '#domain';

import { nextRun } from './backups/backup-schedule.js';
import { failbackDue } from './failures/failback.js';
import { resourcePolicyState } from './failures/policy-state.js';
import { pendingUntil } from './groups/resource-steps.js';

/** An instant at which a process acts by time alone, unless an event comes before it. */
export type Alarm = Readonly<{
  /** Milliseconds since 1970; later than now. */
  at: number;
  /**
   * A failed resource is restarted or retried, a group goes back to its node, a supervisor's time is
   * over, or a backup is taken.
   */
  what: 'restart' | 'retry' | 'failback' | 'pending-timeout' | 'backup';
}> &
  Readonly<
    | { kind: 'group'; id: GroupId }
    | { kind: 'resource'; id: ResourceId }
    | { kind: 'cluster'; id: string }
  >;

/** The alarms of all groups and resources and of the schedule of backups, in no order. */
export function* alarmsAfter(clusterState: ClusterState, now: number): Iterable<Alarm> {
  const { cluster } = clusterState;
  const backupAt = nextRun(clusterState, now);
  if (cluster.status === 'formed' && backupAt !== undefined)
    yield { at: backupAt, what: 'backup', kind: 'cluster', id: cluster.name };
  for (const id of clusterState.groupIds()) {
    const group = clusterState.openGroup(id);
    if (group === undefined) continue;
    const alarms =
      group.operation === undefined
        ? idleAlarms(clusterState, { id, group, now })
        : supervisorAlarms(clusterState, group, now);
    for (const alarm of alarms) if (alarm.at > now) yield alarm;
  }
}

type Idle = Readonly<{ id: GroupId; group: OpenGroup; now: number }>;

function* idleAlarms(clusterState: ClusterState, { id, group, now }: Idle): Iterable<Alarm> {
  const failback = failbackDue({ clusterState, group, now });
  if (failback !== undefined) yield { at: failback, what: 'failback', kind: 'group', id };
  for (const member of group.members)
    if (clusterState.openResource(member)?.state === 'Failed')
      yield* restartAlarms(clusterState, member, now);
}

function* restartAlarms(clusterState: ClusterState, id: ResourceId, now: number): Iterable<Alarm> {
  const { nextRestartAt, retryAt } = resourcePolicyState(clusterState, id, now) ?? {};
  if (nextRestartAt !== undefined)
    yield { at: nextRestartAt, what: 'restart', kind: 'resource', id };
  else if (retryAt !== undefined) yield { at: retryAt, what: 'retry', kind: 'resource', id };
}

function* supervisorAlarms(
  clusterState: ClusterState,
  { members }: OpenGroup,
  now: number,
): Iterable<Alarm> {
  for (const id of members) {
    const resource = clusterState.openResource(id);
    const at = resource && pendingUntil(resource, now);
    if (at !== undefined) yield { at, what: 'pending-timeout', kind: 'resource', id };
  }
}
