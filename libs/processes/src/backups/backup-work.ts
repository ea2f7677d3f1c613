import { type Archive, type BackupId, type Occurrence, type OperationId } from '#domain';

/**
 * Work of the schedule of backups. Unlike the command of a step it takes long and touches files; it
 * ends with a command for its backup.
 */
export type BackupWork = Readonly<{ kind: 'backup-work'; id: BackupId; operation: OperationId }> &
  Readonly<{
    command:
      /** Takes a backup into a new file below a folder. */
      | Readonly<{
          type: 'TakeScheduledBackup';
          data: Readonly<{ scheduledFor: number; path: string }>;
        }>
      /** Deletes a backup and its file, if one of the archives of newer backups is good. */
      | Readonly<{
          type: 'DeleteExpiredBackup';
          data: Readonly<{ archive: Archive | undefined; newer: readonly Archive[] }>;
        }>;
    cause: Occurrence | undefined;
  }>;
