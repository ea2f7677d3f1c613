import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { type Caller } from '../caller.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { resolveResource } from '../names.js';
import { RunningCluster } from '../running-cluster.js';
import { cryptoDeletion, registryDeletion } from './checkpoint-plans.js';
import { findCheckpoint, isCrypto } from './find-checkpoint.js';

/** The id of a checkpoint, and its key as typed. */
export type DeletedCheckpoint = Readonly<{ id: string; key: string }>;

/** Deletes a checkpoint; the live key stays. */
export class DeleteCheckpoint extends Command<Changed<DeletedCheckpoint>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ resource: string; id: string }>,
  ) {
    super();
  }
}

@CommandHandler(DeleteCheckpoint)
export class DeleteCheckpointHandler implements ICommandHandler<DeleteCheckpoint> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: DeleteCheckpoint): Promise<Changed<DeletedCheckpoint>> {
    const { state } = this.cluster;
    const { id } = input;
    const resource = resolveResource(state, input.resource);
    const found = findCheckpoint(state, resource, id);
    const key = isCrypto(found) ? found.name : found.key;
    const plan = isCrypto(found) ? cryptoDeletion(resource, key) : registryDeletion(resource, key);
    return this.runner.run(plan, caller, { id, key });
  }
}
