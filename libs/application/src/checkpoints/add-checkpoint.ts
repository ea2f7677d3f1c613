import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { type ResourceId } from '#domain';
import { type RegistryView } from '#registry';

import { idFor, type Caller } from '../caller.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { resolveResource } from '../names.js';
import { RunningCluster } from '../running-cluster.js';
import { malformed } from '../refusals.js';
import { cryptoAddition, registryAddition, type MissingKeys } from './checkpoint-plans.js';

/** Adds a checkpoint of a registry key or a key container, and captures it. */
export class AddCheckpoint extends Command<Changed<{ resource: ResourceId; checkpoint: string }>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{
      resource: string;
      kind: 'registry' | 'crypto';
      /** Relative to HKLM; for a key container, `Type\\Provider\\Container`. */
      key: string;
      view: RegistryView;
      /** `allow`: the key of a registry checkpoint need not exist yet. */
      missing?: MissingKeys;
    }>,
  ) {
    super();
  }
}

@CommandHandler(AddCheckpoint)
export class AddCheckpointHandler implements ICommandHandler<AddCheckpoint> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({
    caller,
    input,
  }: AddCheckpoint): Promise<Changed<{ resource: ResourceId; checkpoint: string }>> {
    const { kind, key, view, missing } = input;
    if (kind === 'crypto' && missing !== undefined)
      throw malformed('/missing', 'is for registry checkpoints');
    const resource = resolveResource(this.cluster.state, input.resource);
    const checkpoint = idFor(caller, 'checkpoint');
    const plan =
      kind === 'crypto'
        ? cryptoAddition(this.cluster, resource, { key, caller })
        : registryAddition(this.cluster, resource, { key, view, caller, missing });
    return this.runner.run(plan, caller, { resource, checkpoint });
  }
}
