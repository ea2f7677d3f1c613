import { RestoreBackup, RestoreDatabase, type PreviewedRestore } from '#application';
import { toPosition } from '#event-store';

import { command, receipt, type Answering } from '../http/routes/command-route.js';
import { describeCluster } from '../questions/described-things.js';
import { restorePreviewShape } from './restore-preview-shape.js';
import { PREVIEW_OR_RESTORED, RESTORED_RECEIPT } from './restore-schemas.js';
import { namedPart, RestoreBackupBody, RestoreDatabaseBody } from './restoring.bodies.js';

const presented = (found: PreviewedRestore, { cluster, context, receipt }: Answering): object => {
  if (!('cure' in found)) return receipt(found, found.subject);
  context.reply.position = found.position ?? toPosition(0n);
  return restorePreviewShape(cluster, found);
};

/** The commands that bring backups back into the running cluster. */
export const RESTORE_COMMANDS = [
  command('POST /v1/backups/:id/restore', {
    id: 'restoreBackup',
    summary: 'Brings the cluster, or a part of it, to what a backup has',
    answer: PREVIEW_OR_RESTORED,
    problems: [404, 409, 412, 422],
    body: RestoreBackupBody,
    toCommand: (caller, { params, body: { what, ...body } }) =>
      new RestoreBackup(caller, {
        ...{ ...params, ...body },
        what: namedPart(what),
        describe: describeCluster,
      }),
    present: presented,
  }),
  command('POST /v1/cluster/restore-database', {
    isTriable: false,
    id: 'restoreDatabase',
    summary:
      'Restores the cluster from a folder, as RestoreClusterDatabase of Windows Server 2003 does',
    answer: RESTORED_RECEIPT,
    problems: [403, 404, 409, 422, 501],
    body: RestoreDatabaseBody,
    toCommand: (caller, { body }) => new RestoreDatabase(caller, body),
    present: receipt(({ subject }) => subject),
  }),
];
