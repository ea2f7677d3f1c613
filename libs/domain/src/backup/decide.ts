import { ClusterError } from '#clusapi';

import { type DataOf, type Decider } from '../vocabulary/message.js';
import {
  decideBy,
  evolveBy,
  type DecisionTable,
  type EvolutionTable,
} from '../vocabulary/tables.js';
import { type BackupCommand } from './commands.js';
import { type BackupEvent } from './events.js';
import { initialBackup, type Backup } from './state.js';

/** Records the outcome once: a backup is taken, or it has failed. */
const record =
  <Type extends 'BackupTaken' | 'BackupFailed'>(type: Type) =>
  (data: DataOf<BackupEvent, Type>, { status }: Backup): readonly BackupEvent[] =>
    status === 'absent' ? [{ type, data } as unknown as BackupEvent] : [];

/** @throws ClusterError ERROR_FILE_NOT_FOUND if there is no backup to delete */
const deleteBackup = (
  data: DataOf<BackupCommand, 'DeleteBackup'>,
  { status }: Backup,
): readonly BackupEvent[] => {
  if (status === 'taken') return [{ type: 'BackupDeleted', data }];
  throw new ClusterError('ERROR_FILE_NOT_FOUND', `the backup is ${status}`);
};

const DECISIONS: DecisionTable<Backup, BackupCommand, BackupEvent> = {
  RecordBackup: record('BackupTaken'),
  RecordBackupFailure: record('BackupFailed'),
  DeleteBackup: deleteBackup,
};

const EVOLUTIONS: EvolutionTable<Backup, BackupEvent> = {
  BackupTaken: (_, { name, at, cut, rootHash, nodes, archive, folder, scheduledFor }) => ({
    status: 'taken',
    ...{ name, at, cut, rootHash, nodes, archive, folder, scheduledFor },
  }),
  BackupFailed: (_, { at, reason, path, scheduledFor }) => ({
    status: 'failed',
    ...{ at, reason, path, scheduledFor },
  }),
  BackupDeleted: (_, { because }) => ({ status: 'deleted', because }),
};

/** A backup of the cluster: a cut of the log, and the file that holds it, if there is one. */
export const backup: Decider<Backup, BackupCommand, BackupEvent> = {
  initial: initialBackup,
  decide: decideBy(DECISIONS),
  evolve: evolveBy(EVOLUTIONS),
};

/** The names of the events of a backup. */
export const BACKUP_EVENT_TYPES: readonly string[] = Object.keys(EVOLUTIONS);
