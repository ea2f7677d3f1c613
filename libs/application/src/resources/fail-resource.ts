import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { type ResourceId } from '#domain';
import { type CommandEnvelope } from '#processes';

import { type Caller } from '../caller.js';
import { configuredAt } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { groupState, resolveResource, resourceState } from '../names.js';
import { RunningCluster } from '../running-cluster.js';

/** Makes an online resource fail for the caller's reason, so that its policies act. */
export class FailResource extends Command<Changed<{ resource: ResourceId }>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ resource: string }>,
  ) {
    super();
  }
}

@CommandHandler(FailResource)
export class FailResourceHandler implements ICommandHandler<FailResource> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: FailResource): Promise<Changed<{ resource: ResourceId }>> {
    const { state } = this.cluster;
    const resource = resolveResource(state, input.resource);
    const commands = (): readonly CommandEnvelope[] => {
      const { owner } = groupState(state, resourceState(state, resource).group);
      const data = {
        operation: caller.operation,
        at: this.cluster.now,
        nodeRevision: state.revision('node', owner),
        reason: caller.reason ?? 'failed by request',
      };
      return [{ kind: 'resource', id: resource, command: { type: 'FailResource', data } }];
    };
    return this.runner.run({ commands, revision: configuredAt }, caller, { resource });
  }
}
