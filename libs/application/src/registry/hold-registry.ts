import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { type NodeId } from '#domain';
import { type CommandEnvelope } from '#processes';
import { effectiveKey, parseKey, type RegistryView } from '#registry';

import { type Caller } from '../caller.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { resolveNode } from '../names.js';
import { RunningCluster } from '../running-cluster.js';

/** Holds a subtree of a node open, so that it cannot be restored. */
export class HoldRegistry extends Command<Changed<{ node: NodeId }>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ node: string; key: string; view: RegistryView; holder: string }>,
  ) {
    super();
  }
}

@CommandHandler(HoldRegistry)
export class HoldRegistryHandler implements ICommandHandler<HoldRegistry> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: HoldRegistry): Promise<Changed<{ node: NodeId }>> {
    const node = resolveNode(this.cluster.state, input.node);
    const key = effectiveKey(parseKey(input.key), input.view);
    const command = { type: 'HoldRegistry', data: { key, holder: input.holder } } as const;
    const commands = (): readonly CommandEnvelope[] => [{ kind: 'node', id: node, command }];
    return this.runner.run({ commands }, caller, { node });
  }
}
