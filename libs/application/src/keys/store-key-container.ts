import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { type Caller } from '../caller.js';
import { type Changed } from '../execution/outcome.js';
import { resolveNode } from '../names.js';
import { RunningCluster } from '../running-cluster.js';
import { type ContainerRecord, type GivenKey } from './key-containers.js';
import { KeyStoring } from './key-storing.js';

/** Puts a private key into a new or existing container of a node. */
export class StoreKeyContainer extends Command<Changed<ContainerRecord>> {
  constructor(
    readonly caller: Caller,
    readonly input: GivenKey &
      Readonly<{
        node: string;
        type: number;
        /** The node's default provider of the type if undefined. */
        provider?: string | undefined;
        container: string;
      }>,
  ) {
    super();
  }
}

@CommandHandler(StoreKeyContainer)
export class StoreKeyContainerHandler implements ICommandHandler<StoreKeyContainer> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly storing: KeyStoring,
  ) {}

  async execute({ caller, input }: StoreKeyContainer): Promise<Changed<ContainerRecord>> {
    const { node: nameOrId, type, provider = '', container, ...given } = input;
    const node = resolveNode(this.cluster.state, nameOrId);
    return this.storing.store(node, { type, provider, container }, { given, caller });
  }
}
