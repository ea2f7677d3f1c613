import { type FoundSchedule, type ListedBackup, type RunningCluster } from '#application';
import { parseCron } from '#processes';

import { type BackupScheduleShape, type BackupShape } from './backup-schemas.js';

/** The JSON of a backup. */
export const backupShape = (
  { reads }: RunningCluster,
  { id, name, cut, rootHash, at, archive, folder, scheduledFor }: ListedBackup,
): BackupShape => {
  const position = reads.events.positionOf(cut.stream, cut.revision);
  return {
    id,
    name: name ?? null,
    cut: { event: cut.event, position: position === undefined ? null : String(position) },
    rootHash,
    takenAt: new Date(at).toISOString(),
    ...(archive !== undefined && {
      path: archive.path,
      archive: { bytes: archive.bytes, sha256: archive.sha256 },
    }),
    ...(folder !== undefined && { folder }),
    ...(scheduledFor !== undefined && { scheduledFor: new Date(scheduledFor).toISOString() }),
  };
};

/**
 * The JSON of the schedule of backups.
 *
 * @param now the moment after which the next run comes; milliseconds since 1970
 */
export const scheduleShape = (
  { schedule, last }: FoundSchedule,
  now: number,
): BackupScheduleShape => {
  const { cron, path, keepLast, keepFor, setAt } = schedule;
  const next = parseCron(cron).after(now);
  return {
    ...{ cron, path, keepLast: keepLast ?? null, keepFor: keepFor ?? null, setAt: iso(setAt) },
    next: next === undefined ? null : iso(next),
    last: last === undefined ? null : runShape(last),
  };
};

const runShape = (
  run: NonNullable<FoundSchedule['last']>,
): NonNullable<BackupScheduleShape['last']> => ({
  ...{ id: run.id, scheduledFor: iso(run.scheduledFor), at: iso(run.at), status: run.status },
  ...(run.status === 'failed' && { reason: run.reason }),
});

const iso = (instant: number): string => new Date(instant).toISOString();
