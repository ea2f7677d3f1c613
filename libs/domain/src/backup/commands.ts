import { type DataOf, type Message } from '../vocabulary/message.js';
import { type BackupEvent } from './events.js';

export type BackupCommand =
  | Message<'RecordBackup', DataOf<BackupEvent, 'BackupTaken'>>
  | Message<'RecordBackupFailure', DataOf<BackupEvent, 'BackupFailed'>>
  | Message<'DeleteBackup', DataOf<BackupEvent, 'BackupDeleted'>>;
