import { type BackupId, type ClusterView, type TakenBackup } from '#domain';

import { NoSuchThing } from '../no-such-thing.js';

/**
 * A backup that was taken and not deleted.
 *
 * @throws NoSuchThing ERROR_FILE_NOT_FOUND
 */
export const takenBackup = (clusterState: ClusterView, id: string): TakenBackup => {
  const backup = clusterState.backup(id as BackupId);
  if (backup.status === 'taken') return backup;
  const revision = clusterState.revision('backup', id);
  const within = { kind: 'backup', id, revision } as const;
  throw new NoSuchThing('ERROR_FILE_NOT_FOUND', { kind: 'backup', nameOrId: id, within });
};
