import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { type ResourceId } from '#domain';
import { type CommandEnvelope } from '#processes';

import { type Caller } from '../caller.js';
import { configuredAt } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { resolveResource, resourceState } from '../names.js';
import { RunningCluster } from '../running-cluster.js';
import { isUp } from './relations.js';

/** Makes a resource depend on another one of its group. */
export class AddDependency extends Command<Changed<{ resource: ResourceId }>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ resource: string; other: string }>,
  ) {
    super();
  }
}

@CommandHandler(AddDependency)
export class AddDependencyHandler implements ICommandHandler<AddDependency> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: AddDependency): Promise<Changed<{ resource: ResourceId }>> {
    const { state } = this.cluster;
    const provider = resolveResource(state, input.other);
    const resource = resolveResource(state, input.resource);
    const commands = (): readonly CommandEnvelope[] => {
      const { group } = resourceState(state, resource);
      const data = { resource, provider, isOnline: isUp(state, resource) };
      return [{ kind: 'group', id: group, command: { type: 'AddDependency', data } }];
    };
    const guard = (): void => {
      for (const each of [provider, resource]) resourceState(state, each);
    };
    const revision = (): number | undefined => configuredAt(state.resource(resource));
    return this.runner.run({ commands, guard, revision }, caller, { resource });
  }
}
