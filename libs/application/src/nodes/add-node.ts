import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { parseName, streamName, type NodeId } from '#domain';

import { idFor, type Caller } from '../caller.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { RunningCluster } from '../running-cluster.js';

/** Adds a node in the state Up. */
export class AddNode extends Command<Changed<{ node: NodeId }>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ name: string }>,
  ) {
    super();
  }
}

@CommandHandler(AddNode)
export class AddNodeHandler implements ICommandHandler<AddNode> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: AddNode): Promise<Changed<{ node: NodeId }>> {
    const { state, name: cluster } = this.cluster;
    const node = idFor(caller, 'node') as NodeId;
    const data = { node, name: parseName(input.name) };
    return this.runner.run(
      {
        commands: () => [{ kind: 'cluster', id: cluster, command: { type: 'AddNode', data } }],
        until: () => ({
          streams: [streamName(cluster, 'node', node)],
          holds: () => state.presentNode(node) !== undefined,
        }),
      },
      caller,
      { node },
    );
  }
}
