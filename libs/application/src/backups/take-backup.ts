import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { type BackupId } from '#domain';
import { type CommandEnvelope } from '#processes';

import { idFor, type Caller } from '../caller.js';
import { type CommandPlan } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { requireWritable } from '../execution/require-writable.js';
import { given } from '../fields.js';
import { RunningCluster } from '../running-cluster.js';
import { cutNow } from './frozen-cut.js';
import { BACKUP_DATABASE, requireCall } from './removed-calls.js';

/** A backup that a command is about. */
export type BackupRef = Readonly<{ backup: BackupId }>;

/** Takes a backup: a cut of the log at its last event, with the hash of everything before it. */
export class TakeBackup extends Command<Changed<BackupRef>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{
      name?: string | undefined;
      /** The file of the archive, below the folder of backups; none is written if undefined. */
      path?: string | undefined;
      /**
       * The folder, at or below that of backups, into which the backup is written unpacked: the call
       * BackupClusterDatabase.
       */
      folder?: string | undefined;
    }>,
  ) {
    super();
  }
}

@CommandHandler(TakeBackup)
export class TakeBackupHandler implements ICommandHandler<TakeBackup> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: TakeBackup): Promise<Changed<BackupRef>> {
    if (input.folder !== undefined) requireCall(this.cluster, BACKUP_DATABASE);
    const backup = idFor(caller, 'backup') as BackupId;
    return this.runner.run(this.plan(backup, input), caller, { backup });
  }

  private plan(id: BackupId, { name, path, folder }: TakeBackup['input']): CommandPlan {
    let command: CommandEnvelope | undefined;
    return {
      type: 'TakeBackup',
      prepare: async () => {
        requireWritable(this.cluster.state);
        const at = this.cluster.now;
        const { cut, nodes, rootHash, manifest: content, position } = await cutNow(this.cluster);
        const takenAt = new Date(at).toISOString();
        const about = { id, name: name ?? null, takenAt, cut, rootHash, content };
        const { archives } = this.cluster;
        const archive =
          path === undefined ? undefined : await archives.write(path, position, about);
        const unpacked =
          folder === undefined ? undefined : await archives.writeUnpacked(folder, position, about);
        const files = given({ name, archive, folder: unpacked });
        const data = { ...files, at, cut, rootHash, nodes };
        command = { kind: 'backup', id, command: { type: 'RecordBackup', data } };
      },
      commands: () => (command === undefined ? [] : [command]),
    };
  }
}
