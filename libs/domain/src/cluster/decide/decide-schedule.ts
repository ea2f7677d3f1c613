import { ClusterError } from '#clusapi';

import { type DataOf } from '../../vocabulary/message.js';
import { type ClusterCommand } from '../commands.js';
import { type BackupSettings, type ClusterEvent } from '../events.js';
import { type FormedCluster } from '../state.js';

/** Sets the schedule. The same schedule again has no effect. */
export const setBackupSchedule = (
  data: DataOf<ClusterCommand, 'SetBackupSchedule'>,
  { backupSchedule }: FormedCluster,
): readonly ClusterEvent[] =>
  backupSchedule !== undefined && isSame(backupSchedule, data)
    ? []
    : [{ type: 'BackupScheduleSet', data }];

const isSame = (one: BackupSettings, other: BackupSettings): boolean =>
  one.cron === other.cron &&
  one.path === other.path &&
  one.keepLast === other.keepLast &&
  one.keepFor === other.keepFor;

/** @throws ClusterError ERROR_FILE_NOT_FOUND */
export const deleteBackupSchedule = (
  _: DataOf<ClusterCommand, 'DeleteBackupSchedule'>,
  { backupSchedule }: FormedCluster,
): readonly ClusterEvent[] => {
  if (backupSchedule === undefined)
    throw new ClusterError('ERROR_FILE_NOT_FOUND', 'no schedule of backups is set');
  return [{ type: 'BackupScheduleDeleted', data: {} }];
};
