import { type ListedBackup, type RunningCluster } from '#application';

import { type BackupShape } from './backup-schemas.js';

/** The JSON of a backup. */
export const backupShape = (
  { reads }: RunningCluster,
  { id, name, cut, rootHash, at, archive, scheduledFor }: ListedBackup,
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
    ...(scheduledFor !== undefined && { scheduledFor: new Date(scheduledFor).toISOString() }),
  };
};
