import { type BackupId, type ClusterState } from '#domain';

import { dueRun } from './backup-schedule.js';

/** The time that a run of the schedule may take. */
const PATIENCE_MS = 60 * 60 * 1000;

/** The schedule has not given an archive that it should have. */
export type BackupAlarm = Readonly<{
  /** The backup that failed; undefined for a run that has no outcome. */
  failed: BackupId | undefined;
  /** The instant of the failure, or of the schedule; milliseconds since 1970. */
  since: number;
  detail: string;
}>;

/**
 * The alarm of the schedule: its last run failed, or has no outcome after an hour. A backup with an
 * archive ends the alarm, whether the schedule or an operator takes it.
 *
 * @param now milliseconds since 1970
 */
export const backupAlarm = (clusterState: ClusterState, now: number): BackupAlarm | undefined => {
  const { cluster, backupRuns } = clusterState;
  if (cluster.status !== 'formed' || cluster.backupSchedule === undefined) return undefined;
  const due = dueRun(clusterState, now);
  if (due !== undefined && now - due > PATIENCE_MS && backupRuns.lastArchiveAt < due)
    return { failed: undefined, since: due, detail: `the backup of ${iso(due)} is overdue` };
  const { failure } = backupRuns;
  if (failure === undefined) return undefined;
  const { id, at, scheduledFor, reason } = failure;
  return { failed: id, since: at, detail: `the backup of ${iso(scheduledFor)} failed: ${reason}` };
};

const iso = (instant: number): string => new Date(instant).toISOString();
