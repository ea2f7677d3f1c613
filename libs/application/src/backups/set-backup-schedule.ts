import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { type BackupSettings } from '#domain';
import { parseCron, WrongCron, type CommandEnvelope } from '#processes';

import { type Caller } from '../caller.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { given } from '../fields.js';
import { malformed } from '../refusals.js';
import { RunningCluster } from '../running-cluster.js';

/** The schedule of backups has no parts that a subject could name. */
export type ScheduleRef = Readonly<Record<string, never>>;

/** Sets the schedule on which backups are taken, and the number and age of those that are kept. */
export class SetBackupSchedule extends Command<Changed<ScheduleRef>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{
      cron: string;
      path: string;
      keepLast?: number | undefined;
      keepFor?: number | undefined;
    }>,
  ) {
    super();
  }
}

@CommandHandler(SetBackupSchedule)
export class SetBackupScheduleHandler implements ICommandHandler<SetBackupSchedule> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  /** @throws RequestRefusal for a malformed schedule; ClusterError for a path that can't be used */
  execute({ caller, input }: SetBackupSchedule): Promise<Changed<ScheduleRef>> {
    requireCron(input.cron);
    const { path } = this.cluster.archives.folderAt(input.path);
    const settings: BackupSettings = { ...given({ ...input }), cron: input.cron, path };
    const commands = (): readonly CommandEnvelope[] => {
      const data = { ...settings, at: this.cluster.now };
      const command = { type: 'SetBackupSchedule', data } as const;
      return [{ kind: 'cluster', id: this.cluster.name, command }];
    };
    return this.runner.run({ type: 'SetBackupSchedule', commands }, caller, {});
  }
}

const requireCron = (cron: string): void => {
  try {
    parseCron(cron);
  } catch (error) {
    throw error instanceof WrongCron ? malformed('/cron', error.message) : error;
  }
};
