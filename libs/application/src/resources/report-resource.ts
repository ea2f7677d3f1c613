import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { type ResourceId } from '#domain';
import { type CommandEnvelope } from '#processes';

import { type Caller } from '../caller.js';
import { configuredAt } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { groupState, resolveResource, resourceState } from '../names.js';
import { RunningCluster } from '../running-cluster.js';

/**
 * Takes the report about an application from the supervisor of an external resource. The caller's
 * reason is that of a failure.
 */
export class ReportResource extends Command<Changed<{ resource: ResourceId }>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ resource: string; state: 'Online' | 'Offline' | 'Failed' }>,
  ) {
    super();
  }
}

@CommandHandler(ReportResource)
export class ReportResourceHandler implements ICommandHandler<ReportResource> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: ReportResource): Promise<Changed<{ resource: ResourceId }>> {
    const { state } = this.cluster;
    const resource = resolveResource(state, input.resource);
    const commands = (): readonly CommandEnvelope[] => {
      const { owner } = groupState(state, resourceState(state, resource).group);
      const data = {
        operation: caller.operation,
        at: this.cluster.now,
        nodeRevision: state.revision('node', owner),
        state: input.state,
        reason: caller.reason ?? '',
      };
      return [{ kind: 'resource', id: resource, command: { type: 'ReportResource', data } }];
    };
    return this.runner.run({ commands, revision: configuredAt }, caller, { resource });
  }
}
