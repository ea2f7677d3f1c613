import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { type BackupId } from '#domain';
import { type CommandEnvelope } from '#processes';

import { idFor, type Caller } from '../caller.js';
import { type CommandPlan } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { given } from '../fields.js';
import { RunningCluster } from '../running-cluster.js';
import { cutNow } from './frozen-cut.js';

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

  execute({ caller, input }: TakeBackup): Promise<Changed<BackupRef>> {
    const backup = idFor(caller, 'backup') as BackupId;
    return this.runner.run(this.plan(backup, input), caller, { backup });
  }

  private plan(id: BackupId, { name, path }: TakeBackup['input']): CommandPlan {
    let command: CommandEnvelope | undefined;
    return {
      type: 'TakeBackup',
      prepare: async () => {
        const at = this.cluster.now;
        const { cut, nodes, rootHash, manifest: content, position } = await cutNow(this.cluster);
        const takenAt = new Date(at).toISOString();
        const about = { id, name: name ?? null, takenAt, cut, rootHash, content };
        const archive =
          path === undefined ? undefined : await this.cluster.archives.write(path, position, about);
        const data = { ...given({ name, archive }), at, cut, rootHash, nodes };
        command = { kind: 'backup', id, command: { type: 'RecordBackup', data } };
      },
      commands: () => (command === undefined ? [] : [command]),
    };
  }
}
