import { ClusterError } from '#clusapi';

import { type DataOf } from '../../vocabulary/message.js';
import { type ClusterCommand } from '../commands.js';
import { type ClusterEvent } from '../events.js';
import { type FormedCluster } from '../state.js';

/**
 * Begins the restore of a backup. Two at a time would undo each other for ever.
 *
 * @throws ClusterError ERROR_INVALID_STATE while another one is under way
 */
export const startBackupRestore = (
  data: DataOf<ClusterCommand, 'StartBackupRestore'>,
  { restoring }: FormedCluster,
): readonly ClusterEvent[] => {
  if (restoring?.operation === data.operation) return [];
  if (restoring !== undefined)
    throw new ClusterError(
      'ERROR_INVALID_STATE',
      `backup ${restoring.backup} is being restored: operation ${restoring.operation}`,
    );
  return [{ type: 'BackupRestoreStarted', data }];
};

/** Lets the nodes of a formation start again, once. */
export const releaseFormation = (
  data: DataOf<ClusterCommand, 'ReleaseFormation'>,
  { restoring }: FormedCluster,
): readonly ClusterEvent[] =>
  restoring?.operation === data.operation && restoring.released === undefined
    ? [{ type: 'FormationReleased', data }]
    : [];

export const completeBackupRestore = (
  data: DataOf<ClusterCommand, 'CompleteBackupRestore'>,
  { restoring }: FormedCluster,
): readonly ClusterEvent[] =>
  restoring?.operation === data.operation ? [{ type: 'BackupRestored', data }] : [];

export const failBackupRestore = (
  data: DataOf<ClusterCommand, 'FailBackupRestore'>,
  { restoring }: FormedCluster,
): readonly ClusterEvent[] =>
  restoring?.operation === data.operation ? [{ type: 'BackupRestoreFailed', data }] : [];
