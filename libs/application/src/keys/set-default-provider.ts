import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { type CommandEnvelope } from '#processes';

import { type Caller } from '../caller.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { resolveNode } from '../names.js';
import { malformed } from '../refusals.js';
import { RunningCluster } from '../running-cluster.js';

/** A provider type, and the name of its provider. */
export type DefaultProvider = Readonly<{ type: number; provider: string }>;

/** Sets the provider that an empty provider name means on a node. */
export class SetDefaultProvider extends Command<Changed<DefaultProvider>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ node: string; type: string; provider: string }>,
  ) {
    super();
  }
}

@CommandHandler(SetDefaultProvider)
export class SetDefaultProviderHandler implements ICommandHandler<SetDefaultProvider> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: SetDefaultProvider): Promise<Changed<DefaultProvider>> {
    const { type, provider } = input;
    if (!/^\d{1,10}$/.test(type)) throw malformed('/type', `"${type}" is not a provider type`);
    const id = resolveNode(this.cluster.state, input.node);
    const data = { type: Number(type), provider };
    const command = { type: 'SetDefaultProvider', data } as const;
    const commands = (): readonly CommandEnvelope[] => [{ kind: 'node', id, command }];
    return this.runner.run({ commands }, caller, data);
  }
}
