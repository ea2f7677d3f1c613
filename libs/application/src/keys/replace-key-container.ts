import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { type Caller } from '../caller.js';
import { type Changed } from '../execution/outcome.js';
import { resolveNode } from '../names.js';
import { RunningCluster } from '../running-cluster.js';
import { containerIn, type ContainerRecord, type GivenKey } from './key-containers.js';
import { KeyStoring } from './key-storing.js';

/** Puts another private key into a container. */
export class ReplaceKeyContainer extends Command<Changed<ContainerRecord>> {
  constructor(
    readonly caller: Caller,
    readonly input: GivenKey & Readonly<{ node: string; id: string }>,
  ) {
    super();
  }
}

@CommandHandler(ReplaceKeyContainer)
export class ReplaceKeyContainerHandler implements ICommandHandler<ReplaceKeyContainer> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly storing: KeyStoring,
  ) {}

  async execute({ caller, input }: ReplaceKeyContainer): Promise<Changed<ContainerRecord>> {
    const { node: nameOrId, id, ...given } = input;
    const node = resolveNode(this.cluster.state, nameOrId);
    const known = containerIn(this.cluster.state, node, id);
    const { type, provider, name: container, container: into } = known;
    return this.storing.store(node, { type, provider, container, into }, { given, caller });
  }
}
