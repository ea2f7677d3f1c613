import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { type Caller } from '../caller.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { RunningCluster } from '../running-cluster.js';
import { type ScheduleRef } from './set-backup-schedule.js';

/** Ends the schedule of backups. The backups that it has taken stay. */
export class DeleteBackupSchedule extends Command<Changed<ScheduleRef>> {
  constructor(readonly caller: Caller) {
    super();
  }
}

@CommandHandler(DeleteBackupSchedule)
export class DeleteBackupScheduleHandler implements ICommandHandler<DeleteBackupSchedule> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  execute({ caller }: DeleteBackupSchedule): Promise<Changed<ScheduleRef>> {
    const command = { type: 'DeleteBackupSchedule', data: {} } as const;
    const commands = () => [{ kind: 'cluster', id: this.cluster.name, command } as const];
    return this.runner.run({ commands }, caller, {});
  }
}
