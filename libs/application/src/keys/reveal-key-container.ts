import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { ClusterError } from '#clusapi';
import { type CommandEnvelope } from '#processes';

import { withoutKey, type Caller } from '../caller.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { resolveNode } from '../names.js';
import { RunningCluster } from '../running-cluster.js';
import { blobOf, keyFromBytes } from './key-blobs.js';
import { containerIn, recordedContainer, type ContainerRecord } from './key-containers.js';
import { KeySealer } from './key-sealer.js';

/** A container and its private key: PKCS #8 as PEM, and for an RSA key also a PRIVATEKEYBLOB. */
export type RevealedContainer = Readonly<{
  container: ContainerRecord;
  key: Readonly<{ pem: string | Buffer; blob: Buffer | undefined }>;
}>;

/**
 * Reveals the private key of a container. The revelation is recorded before the key is returned.
 */
export class RevealKeyContainer extends Command<Changed<RevealedContainer>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ node: string; id: string }>,
  ) {
    super();
  }
}

@CommandHandler(RevealKeyContainer)
export class RevealKeyContainerHandler implements ICommandHandler<RevealKeyContainer> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
    private readonly sealer: KeySealer,
  ) {}

  async execute({ caller, input }: RevealKeyContainer): Promise<Changed<RevealedContainer>> {
    const { state } = this.cluster;
    const node = resolveNode(state, input.node);
    const known = containerIn(state, node, input.id);
    const { container } = known;
    const reader = withoutKey(caller, () => this.cluster.newId());
    const command = { type: 'RevealKeyMaterial', data: { container } } as const;
    const commands = (): readonly CommandEnvelope[] => {
      containerIn(state, node, container);
      return [{ kind: 'node', id: node, command }];
    };
    const outcome = await this.runner.run({ commands }, reader, {});
    const type = 'KeyMaterialRevealed';
    const recorded = await recordedContainer(this.cluster, outcome, [node, type]);
    const subject = { container: { ...known, ...recorded }, key: await this.keyOf(recorded) };
    return { ...outcome, subject };
  }
  /**
   * @throws ClusterError NTE_BAD_KEYSET if the keys were erased
   */
  private async keyOf({ key, fingerprint }: ContainerRecord): Promise<RevealedContainer['key']> {
    const sealed = await this.cluster.log.sealed(key);
    if (sealed === undefined) throw new ClusterError('NTE_BAD_KEYSET', 'the keys were erased');
    const found = keyFromBytes(this.sealer.open(sealed, fingerprint));
    return { pem: found.key.export({ type: 'pkcs8', format: 'pem' }), blob: blobOf(found) };
  }
}
