import {
  BACKUPS,
  type BackupId,
  type BackupRun,
  type BackupSchedule,
  type ClusterState,
  type FormedCluster,
  type OperationId,
  type TakenBackup,
} from '#domain';
import { uuidV5 } from '#event-store';

import { earliestAfter } from '../due.js';
import { isKind, type Process } from '../execution/step.js';
import { type BackupWork } from './backup-work.js';
import { parseCron } from './cron.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const KEY = 'schedule';

/**
 * Takes the backups of the schedule, and deletes those that it keeps no longer.
 *
 * ```text
 * an instant of the schedule has passed, and no run is recorded for it ──> TakeScheduledBackup
 * neither keepLast nor keepFor keeps a backup of the schedule          ──> DeleteExpiredBackup
 * ```
 *
 * Of several missed instants the last one alone is made up for. A run that failed is over: the next
 * one comes at the next instant. The last backup that was taken is never deleted.
 */
export const backupSchedule: Process = {
  name: 'backup-schedule',
  affected: (domainEvent) =>
    isKind(domainEvent, 'backup') ||
    (isKind(domainEvent, 'cluster') && domainEvent.event.type.startsWith('BackupSchedule'))
      ? [KEY]
      : [],
  all: (clusterState) => (scheduleOf(clusterState) === undefined ? [] : [KEY]),
  next: (clusterState, _, { now }) => {
    const { cluster } = clusterState;
    const schedule = scheduleOf(clusterState);
    if (schedule === undefined || cluster.status !== 'formed') return [];
    const due = dueRun(clusterState, now);
    return due === undefined
      ? expired(clusterState, { schedule, now })
      : [taking({ clusterState, cluster, schedule }, due)];
  },
  due: (clusterState, _, { now }) => {
    const schedule = scheduleOf(clusterState);
    if (schedule === undefined) return undefined;
    const expiries = clusterState.backupRuns.existing().map((run) => expiryOf(schedule, run));
    return earliestAfter(now, [nextRun(clusterState, now), ...expiries]);
  },
};

const scheduleOf = ({ cluster }: ClusterState): BackupSchedule | undefined =>
  cluster.status === 'formed' ? cluster.backupSchedule : undefined;

/** The instant of the schedule that has passed without a run; milliseconds since 1970. */
export const dueRun = (clusterState: ClusterState, now: number): number | undefined => {
  const schedule = scheduleOf(clusterState);
  if (schedule === undefined) return undefined;
  const instant = parseCron(schedule.cron).upTo(now);
  const last = Math.max(schedule.setAt, clusterState.backupRuns.last?.scheduledFor ?? -Infinity);
  return instant !== undefined && instant > last ? instant : undefined;
};

/** The next instant of the schedule; undefined without one. */
export const nextRun = (clusterState: ClusterState, now: number): number | undefined => {
  const schedule = scheduleOf(clusterState);
  return schedule && parseCron(schedule.cron).after(now);
};

type Scheduled = Readonly<{
  clusterState: ClusterState;
  cluster: FormedCluster;
  schedule: BackupSchedule;
}>;

/** Every process gives a run the same id, so that it is recorded once. */
const taking = (
  { clusterState, cluster: { logId }, schedule: { path } }: Scheduled,
  scheduledFor: number,
): BackupWork => {
  const id = uuidV5(logId, `backup:${scheduledFor}`) as BackupId;
  const data = { scheduledFor, path };
  return workOf(clusterState, id, { type: 'TakeScheduledBackup', data });
};

/** The backups that are kept no longer. */
const expired = (
  clusterState: ClusterState,
  { schedule, now }: Readonly<{ schedule: BackupSchedule; now: number }>,
): readonly BackupWork[] => {
  const { keepLast = 0, keepFor } = schedule;
  if (keepLast === 0 && keepFor === undefined) return [];
  const runs = clusterState.backupRuns.existing();
  const isKept = (run: BackupRun<TakenBackup>, index: number): boolean =>
    index < Math.max(keepLast, 1) || (expiryOf(schedule, run) ?? -Infinity) > now;
  const newer = runs.filter(isKept).flatMap(({ archive }) => archive ?? []);
  return runs
    .filter((run, index) => !isKept(run, index))
    .map(({ id, archive }) => {
      const data = { archive, newer };
      return workOf(clusterState, id, { type: 'DeleteExpiredBackup', data });
    });
};

/** The instant from which on a backup is not kept for its age any more. */
const expiryOf = ({ keepFor }: BackupSchedule, { at }: TakenBackup): number | undefined =>
  keepFor === undefined ? undefined : at + keepFor * DAY_MS;

const workOf = (
  { causes }: ClusterState,
  id: BackupId,
  command: BackupWork['command'],
): BackupWork => ({
  ...{ kind: 'backup-work', id, command },
  operation: uuidV5(id, command.type) as OperationId,
  cause: causes.of('schedule', BACKUPS),
});
