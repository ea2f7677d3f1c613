import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { type ResourceId } from '#domain';
import { type CommandEnvelope } from '#processes';

import { type Caller } from '../caller.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { directoryOf, groupState, resolveNode, resolveResource, resourceState } from '../names.js';
import { RunningCluster } from '../running-cluster.js';

/** Ends the permission of a resource to run on a node. */
export class RemovePossibleOwner extends Command<Changed<{ resource: ResourceId }>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ resource: string; node: string }>,
  ) {
    super();
  }
}

@CommandHandler(RemovePossibleOwner)
export class RemovePossibleOwnerHandler implements ICommandHandler<RemovePossibleOwner> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({
    caller,
    input,
  }: RemovePossibleOwner): Promise<Changed<{ resource: ResourceId }>> {
    const { state } = this.cluster;
    const node = resolveNode(state, input.node);
    const resource = resolveResource(state, input.resource);
    const nodes = [...directoryOf(state).nodes.keys()];
    const commands = (): readonly CommandEnvelope[] => {
      const { owner } = groupState(state, resourceState(state, resource).group);
      const data = { node, nodes, owner };
      return [{ kind: 'resource', id: resource, command: { type: 'RemovePossibleOwner', data } }];
    };
    return this.runner.run({ commands }, caller, { resource });
  }
}
