import { Injectable } from '@nestjs/common';

import { ClusterError } from '#clusapi';
import {
  defaultProvider,
  findContainer,
  node as nodeAggregate,
  parseCryptoName,
  type ContainerId,
  type CryptoName,
  type KeyId,
  type NodeCommand,
  type NodeEvent,
  type NodeId,
  type PresentNode,
  type StoredContainer,
} from '#domain';
import { owedCryptoSteps, sealedIn, type Addressed } from '#processes';

import { Engine } from '../core/engine.js';
import { type Intent } from '../core/change.js';
import { badRequest } from '../core/http-problem.js';
import { type Outcome } from '../core/outcome.js';
import { type RequestContext } from '../core/request.js';
import { nodeState } from '../core/resolve.js';
import {
  BadKey,
  blobOf,
  bytesOf,
  fingerprintOf,
  keyFromBlob,
  keyFromBytes,
  keyFromPem,
  type PrivateKey,
} from './key-blobs.js';
import { type ReplaceKeyBody } from './key-containers.bodies.js';
import { Vault, VaultError } from './vault.js';

/** A container's name, and its id where the key is for that very one. */
export type Place = CryptoName & Readonly<{ into?: ContainerId }>;

/** A private key as it was given, and whether it may leave the node. */
export type Given = Readonly<Partial<Pick<ReplaceKeyBody, 'pem' | 'blob' | 'exportable'>>>;

/** Key containers of nodes; what is in them is sealed before it goes anywhere. */
@Injectable()
export class KeyContainers {
  constructor(
    private readonly engine: Engine,
    private readonly vault: Vault,
  ) {}

  /** @throws HttpProblem 400 for a body without a key, or with what is none */
  store(
    node: NodeId,
    { type, provider: typed, container: name, into }: Place,
    { given, context }: { given: Given; context: RequestContext },
  ): Intent {
    const { exportable = true } = given;
    const found = keyOf(given);
    const fingerprint = fingerprintOf(found.key);
    const plain = bytesOf(found);
    const id = this.engine.parts.newId() as KeyId;
    const container = context.id('container') as ContainerId;
    return {
      commands: () => {
        const state = nodeState(this.engine.world, node);
        const provider = providerOf(state, type, typed);
        const sealed = this.vault.seal(plain, fingerprint);
        const stored = { container, type, provider, name, exportable, fingerprint, key: id };
        const data = { ...stored, ...(into && { into }) };
        const command = { type: 'StoreKeyContainer', data } as const;
        requireTaken(command, state);
        return [
          { kind: 'key', id, command: { type: 'SealKey', data: { sealed } } },
          { kind: 'node', id: node, command },
        ];
      },
      promise: () => this.captured(node),
    };
  }

  remove(node: NodeId, nameOrId: string): Intent {
    return {
      commands: (): readonly Addressed[] => {
        const { container } = this.find(node, nameOrId);
        return [
          { kind: 'node', id: node, command: { type: 'DeleteKeyContainer', data: { container } } },
        ];
      },
    };
  }

  /** Recorded before anything is shown. */
  reveal(node: NodeId, nameOrId: string): Intent {
    return {
      commands: (): readonly Addressed[] => {
        const { container } = this.find(node, nameOrId);
        return [
          { kind: 'node', id: node, command: { type: 'RevealKeyMaterial', data: { container } } },
        ];
      },
    };
  }

  /**
   * The container as the event of a command has it: a later command may have changed or deleted it.
   */
  async recorded(node: NodeId, type: NodeEvent['type'], outcome: Outcome): Promise<InContainer> {
    const stream = this.engine.stream('node', node);
    const found = outcome.events.find((event) => event.stream === stream && event.type === type);
    const range = { from: found?.revision ?? 0n, limit: 1 };
    for await (const { event } of this.engine.store.readStream(stream, range))
      if (event.type === type) return event.data as InContainer;
    throw new Error(`${type} was written and can't be read`);
  }

  /** The private key, as PEM and, of an RSA key, as a PRIVATEKEYBLOB. */
  async material({ key, fingerprint }: InContainer): Promise<object> {
    const sealed = await sealedIn(this.engine.store, this.engine.stream('key', key));
    if (sealed === undefined) throw new ClusterError('NTE_BAD_KEYSET', 'the keys were erased');
    const plain = this.opened(sealed, fingerprint);
    const found = keyFromBytes(plain);
    const blob = blobOf(found);
    return {
      pem: found.key.export({ type: 'pkcs8', format: 'pem' }),
      ...(blob && { blob: blob.toString('base64') }),
    };
  }

  /** @throws ClusterError NTE_BAD_KEY_STATE for what another master key has sealed */
  private opened(sealed: string, fingerprint: string): Buffer {
    try {
      return this.vault.open(sealed, fingerprint);
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      throw new ClusterError('NTE_BAD_KEY_STATE', error.message);
    }
  }

  /** By its id, or as `Type\Provider\Container`; @throws ClusterError NTE_BAD_KEYSET */
  find(node: NodeId, nameOrId: string, world = this.engine.world): StoredContainer {
    const state = nodeState(world, node);
    const found = nameOrId.includes('\\')
      ? findContainer(state, parseCryptoName(nameOrId))
      : [...state.containers.values()].find(({ container }) => container === nameOrId);
    if (found === undefined)
      throw new ClusterError('NTE_BAD_KEYSET', `no such key container: ${nameOrId}`);
    return found;
  }

  /** What is online there has captured the new key before the caller is answered. */
  private captured(node: NodeId) {
    const { world } = this.engine;
    const members = world.groupsOn(node).flatMap((id) => {
      const group = world.group(id);
      return group.status === 'open' ? [...group.members] : [];
    });
    const isPaid = (id: (typeof members)[number]): boolean => {
      const resource = world.resource(id);
      const state = world.node(node);
      if (resource.status !== 'open' || state.status === 'absent') return true;
      return world.onlineAt(id) !== node || owedCryptoSteps(world, id, 'following').length === 0;
    };
    return {
      streams: members.map((id) => this.engine.stream('resource', id)),
      holds: () => members.every(isPaid),
    };
  }
}

/** Which key is, or was, in a container. */
type InContainer = Pick<StoredContainer, 'container' | 'key' | 'fingerprint'> &
  Partial<StoredContainer>;

/** Nothing is sealed for what would be refused; a node that is being evicted may stay. */
const requireTaken = (command: NodeCommand, state: PresentNode): void => {
  if (state.leaving === undefined) nodeAggregate.decide(command, state);
};

const keyOf = ({ pem, blob }: Given): PrivateKey => {
  if ((pem === undefined) === (blob === undefined))
    throw badRequest('/pem', 'one of pem and blob is needed, and not both');
  try {
    return pem === undefined ? keyFromBlob(Buffer.from(blob ?? '', 'base64')) : keyFromPem(pem);
  } catch (error) {
    if (error instanceof BadKey)
      throw badRequest(pem === undefined ? '/blob' : '/pem', error.message);
    throw error;
  }
};

const providerOf = (state: PresentNode, type: number, typed: string): string => {
  const provider = typed === '' ? defaultProvider(state, type) : typed;
  if (provider === undefined)
    throw new ClusterError(
      'NTE_PROV_TYPE_NOT_DEF',
      `provider: type ${type} has no default on node ${state.name}`,
    );
  return provider;
};

/** A container as a read gives it; never what is in it. */
export const containerShape = ({
  container: id,
  type,
  provider,
  name,
  exportable,
  fingerprint,
}: Omit<Partial<StoredContainer>, 'key'>): object => ({
  id,
  type,
  provider,
  container: name,
  exportable,
  fingerprint,
});
