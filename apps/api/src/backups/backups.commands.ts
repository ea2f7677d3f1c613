import {
  backupScheduleOf,
  DeleteBackupSchedule,
  SetBackupSchedule,
  takenBackup,
  TakeBackup,
  type BackupRef,
  type Changed,
} from '#application';

import { command, receipt, type Answering } from '../http/routes/command-route.js';
import { BACKUP_RECEIPT, DELETED_SCHEDULE_RECEIPT, SCHEDULE_RECEIPT } from './backup-schemas.js';
import { backupShape, scheduleShape } from './backup-shape.js';
import { DatabasePathBody, SetScheduleBody, TakeBackupBody } from './backups.bodies.js';

const presented = async (
  taken: Changed<BackupRef>,
  { cluster, context, receipt }: Answering,
): Promise<object> => {
  const { backup: id } = taken.subject;
  await cluster.log.caughtUp(context.caller.deadline).catch(() => undefined);
  const shape = backupShape(cluster, { ...takenBackup(taken.state, id), id });
  return { ...receipt(taken, shape), ...shape };
};

const createdBackup = (taken: Changed<BackupRef>, answering: Answering): Promise<object> => {
  answering.context.reply.location = `/v1/backups/${taken.subject.backup}`;
  return presented(taken, answering);
};

/** The commands of backups. */
export const BACKUP_COMMANDS = [
  command('POST /v1/backups', {
    isTriable: false,
    id: 'takeBackup',
    summary: 'Takes a backup of everything up to the last event',
    answer: BACKUP_RECEIPT,
    status: 201,
    problems: [404, 409, 422, 507],
    body: TakeBackupBody,
    toCommand: (caller, { body }) => new TakeBackup(caller, body),
    present: createdBackup,
  }),
  command('POST /v1/cluster/backup-database', {
    isTriable: false,
    id: 'backupDatabase',
    summary: 'Takes a backup into a folder, as BackupClusterDatabase of Windows Server 2003 does',
    answer: BACKUP_RECEIPT,
    problems: [403, 404, 409, 422, 501, 507],
    body: DatabasePathBody,
    toCommand: (caller, { body }) => new TakeBackup(caller, { folder: body.path }),
    present: presented,
  }),
  command('PUT /v1/backups/schedule', {
    isTriable: false,
    id: 'setBackupSchedule',
    summary: 'Sets the schedule on which backups are taken, and which of them are kept',
    answer: SCHEDULE_RECEIPT,
    isAtOnce: true,
    problems: [403, 404, 409, 422],
    body: SetScheduleBody,
    toCommand: (caller, { body }) => new SetBackupSchedule(caller, body),
    present: receipt(({ state, now }: Changed) => scheduleShape(backupScheduleOf(state), now)),
  }),
  command('DELETE /v1/backups/schedule', {
    isTriable: false,
    id: 'deleteBackupSchedule',
    summary: 'Ends the schedule; the backups that it has taken stay',
    answer: DELETED_SCHEDULE_RECEIPT,
    isAtOnce: true,
    problems: [404, 409],
    toCommand: (caller) => new DeleteBackupSchedule(caller),
    present: receipt(() => ({})),
  }),
];
