import { takenBackup, TakeBackup, type BackupRef, type Changed } from '#application';

import { command, type Answering } from '../http/routes/command-route.js';
import { BACKUP_RECEIPT } from './backup-schemas.js';
import { backupShape } from './backup-shape.js';
import { TakeBackupBody } from './backups.bodies.js';

const presented = async (
  taken: Changed<BackupRef>,
  { cluster, context, receipt }: Answering,
): Promise<object> => {
  const { backup: id } = taken.subject;
  await cluster.log.caughtUp(context.caller.deadline).catch(() => undefined);
  const shape = backupShape(cluster, { ...takenBackup(taken.state, id), id });
  context.reply.location = `/v1/backups/${id}`;
  return { ...receipt(taken, shape), ...shape };
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
    present: presented,
  }),
];
