import { Injectable } from '@nestjs/common';

import {
  node as nodeAggregate,
  type ContainerId,
  type CryptoName,
  type KeyId,
  type NodeId,
} from '#domain';
import { type CommandEnvelope } from '#processes';

import { idFor, type Caller } from '../caller.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { nodeState } from '../names.js';
import { RunningCluster } from '../running-cluster.js';
import { bytesOf, fingerprintOf } from './key-blobs.js';
import {
  keysCaptured,
  parseKey,
  providerOf,
  recordedContainer,
  requireAlgorithm,
  type ContainerRecord,
  type GivenKey,
} from './key-containers.js';
import { KeySealer } from './key-sealer.js';

/** The name of a container; with `into`, the key replaces that of this container. */
export type ContainerName = CryptoName & Readonly<{ into?: ContainerId }>;

/** Seals a private key and puts it into a container of a node. */
@Injectable()
export class KeyStoring {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
    private readonly sealer: KeySealer,
  ) {}

  async store(
    node: NodeId,
    container: ContainerName,
    { given, caller }: Readonly<{ given: GivenKey; caller: Caller }>,
  ): Promise<Changed<ContainerRecord>> {
    const plan = {
      commands: this.commandsFor(node, container, { given, caller }),
      until: () => keysCaptured(this.cluster, node),
    };
    const outcome = await this.runner.run(plan, caller, {});
    const subject = await recordedContainer(this.cluster, outcome, [node, 'KeyContainerStored']);
    return { ...outcome, subject };
  }

  private commandsFor(
    node: NodeId,
    { type, provider: typed, container: name, into }: ContainerName,
    { given, caller }: Readonly<{ given: GivenKey; caller: Caller }>,
  ): () => readonly CommandEnvelope[] {
    const { exportable = true } = given;
    const found = parseKey(given);
    requireAlgorithm(type, found.key, given);
    const fingerprint = fingerprintOf(found.key);
    const plain = bytesOf(found);
    const key = this.cluster.newId() as KeyId;
    const container = idFor(caller, 'container') as ContainerId;
    return () => {
      const state = nodeState(this.cluster.state, node);
      const provider = providerOf(state, type, typed);
      const sealed = this.sealer.seal(plain, fingerprint);
      const stored = { container, type, provider, name, exportable, fingerprint, key };
      const command = {
        type: 'StoreKeyContainer',
        data: { ...stored, ...(into && { into }) },
      } as const;
      // Refuse the command before anything is sealed. A node that is being evicted may stay.
      if (state.leaving === undefined) nodeAggregate.decide(command, state);
      return [
        { kind: 'key', id: key, command: { type: 'SealKey', data: { sealed } } },
        { kind: 'node', id: node, command },
      ];
    };
  }
}
