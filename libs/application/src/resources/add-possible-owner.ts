import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { type ResourceId } from '#domain';
import { type CommandEnvelope } from '#processes';

import { type Caller } from '../caller.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { resolveNode, resolveResource } from '../names.js';
import { RunningCluster } from '../running-cluster.js';

/** Lets a resource run on a node. */
export class AddPossibleOwner extends Command<Changed<{ resource: ResourceId }>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ resource: string; node: string }>,
  ) {
    super();
  }
}

@CommandHandler(AddPossibleOwner)
export class AddPossibleOwnerHandler implements ICommandHandler<AddPossibleOwner> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: AddPossibleOwner): Promise<Changed<{ resource: ResourceId }>> {
    const { state } = this.cluster;
    const node = resolveNode(state, input.node);
    const resource = resolveResource(state, input.resource);
    const command = { type: 'AddPossibleOwner', data: { node } } as const;
    const commands = (): readonly CommandEnvelope[] => [
      { kind: 'resource', id: resource, command },
    ];
    return this.runner.run({ commands }, caller, { resource });
  }
}
