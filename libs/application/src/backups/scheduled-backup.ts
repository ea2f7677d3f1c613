import { ClusterError } from '#clusapi';
import { type BackupCommand, type BackupId } from '#domain';

import { type RunningCluster } from '../running-cluster.js';
import { cutNow } from './frozen-cut.js';

/** A run of the schedule. `scheduledFor`: milliseconds since 1970. */
export type ScheduledRun = Readonly<{
  id: BackupId;
  scheduledFor: number;
  /** The folder of the archive, below the folder of backups; no archive is written if undefined. */
  path: string | undefined;
}>;

/**
 * Takes the backup of a run of the schedule. Resolves with the command that records it, or the
 * reason why there is none; rejects if the log does not answer for now.
 */
export const takeScheduledBackup = async (
  cluster: RunningCluster,
  { id, scheduledFor, path }: ScheduledRun,
): Promise<BackupCommand> => {
  const at = cluster.now;
  try {
    const { cut, nodes, rootHash, manifest: content, position } = await cutNow(cluster);
    const takenAt = new Date(at).toISOString();
    const about = { id, name: null, takenAt, cut, rootHash, content };
    const file = path === undefined ? undefined : `${path}/${stampOf(takenAt)}-${id}.tar.zst`;
    const archive = file && (await cluster.archives.write(file, position, about));
    const data = { at, cut, rootHash, nodes, scheduledFor, ...(archive && { archive }) };
    return { type: 'RecordBackup', data };
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    const failure = { at: cluster.now, reason: error.message, scheduledFor };
    return { type: 'RecordBackupFailure', data: { ...failure, ...(path && { path }) } };
  }
};

/** An instant as a part of a file name: 20261129T030000Z. */
export const stampOf = (instant: string): string => instant.replace(/\.\d+|[-:]/g, '');
