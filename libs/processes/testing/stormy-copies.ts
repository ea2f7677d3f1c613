import {
  keyAfter,
  type CheckpointId,
  type GroupId,
  type NodeId,
  type OpenResource,
  type OperationId,
  type ResourceEvent,
  type ResourceId,
} from '#domain';
import { captureKey, restoreKeys } from '#processes';
import { isWithin } from '#registry';

import { cureCopy, cureLive } from './cure-commands.js';
import { idOf, type SimulatedCluster } from './simulated-cluster.js';
import { stormyChanges } from './stormy-changes.js';

const CONTAINERS = ['C', 'D'] as const;
const PROVIDER = 'Contoso CSP';
const TYPE = 24;

type Target = Readonly<{ id: ResourceId; state: OpenResource; node: NodeId }>;

type Captured = Extract<ResourceEvent, { type: 'CryptoCheckpointCaptured' }>['data'];

/** The random acts of a storm on key containers, and on stored copies by command. */
export class StormyCopies {
  private count = 0;

  constructor(
    private readonly cluster: SimulatedCluster,
    private readonly random: () => number,
  ) {}

  async storeContainer(node: string): Promise<void> {
    const name = this.pick(CONTAINERS) ?? 'C';
    const fingerprint = `k${Math.floor(this.random() * 3)}`;
    this.count += 1;
    const key = idOf(`sealed ${this.count}`);
    await this.cluster.run({
      kind: 'key',
      id: key,
      command: { type: 'SealKey', data: { sealed: `sealed ${fingerprint}` } },
    });
    const container = idOf(`container ${node} ${name}`);
    await this.cluster.onNode(node, {
      type: 'StoreKeyContainer',
      data: {
        ...{ container: container as never, type: TYPE, provider: PROVIDER, name },
        ...{ exportable: true, fingerprint, key: key as never },
      },
    });
  }

  async deleteContainer(node: string): Promise<void> {
    const state = this.cluster.clusterState.node(idOf(node) as NodeId);
    const found = this.pick(state.status === 'present' ? [...state.containers.values()] : []);
    if (found === undefined) return;
    const data = { container: found.container };
    await this.cluster.onNode(node, { type: 'DeleteKeyContainer', data });
  }

  async addCryptoCheckpoint(role: string): Promise<void> {
    const { cluster } = this;
    const group = cluster.clusterState.group(idOf(`group ${role}`) as GroupId);
    if (group.status !== 'open') return;
    const node = cluster.clusterState.node(group.owner);
    const [found] = node.status === 'present' ? [...node.containers.values()] : [];
    if (found === undefined) return;
    const checkpoint = idOf(`crypto ${role} ${found.name}`) as CheckpointId;
    const { fingerprint, exportable } = found;
    const key = captureKey(checkpoint, 1, fingerprint);
    await cluster.run({
      kind: 'key',
      id: key,
      command: { type: 'CopyKey', data: { from: found.key } },
    });
    const source = {
      node: group.owner,
      nodeRevision: cluster.clusterState.revision('node', group.owner),
    };
    await cluster.run({
      kind: 'resource',
      id: idOf(`resource ${role}`),
      command: {
        type: 'AddCryptoCheckpoint',
        data: {
          ...{ checkpoint, name: found.name },
          ...{ type: TYPE, provider: PROVIDER, container: found.name },
          taken: { source, fingerprint, exportable, key },
        },
      },
    });
  }

  /** Erases the copies of a group's newest key captures, so that they can't be restored. */
  async eraseCopies(role: string): Promise<void> {
    const state = this.cluster.clusterState.resource(idOf(`resource ${role}`) as ResourceId);
    const checkpoints = state.status === 'open' ? [...state.crypto.values()] : [];
    for (const id of checkpoints.map(({ keys }) => keys.at(-1) ?? null))
      if (id !== null)
        await this.cluster.run({ kind: 'key', id, command: { type: 'EraseKey', data: {} } });
  }

  /** An operator restores a capture of keys, or of an absence, onto the owner. */
  async restoreKeysNow(role: string): Promise<void> {
    const target = this.targetOf(role);
    const known = target && this.pick([...target.state.crypto.values()]);
    if (target === undefined || known === undefined) return;
    const { id, state, node } = target;
    const number = 1 + Math.floor(this.random() * known.captures);
    const from = known.keys[number - 1] ?? null;
    const operation = this.operation();
    const { copy, ...step } = restoreKeys(
      {
        ...{ id, group: state.group, pin: { checkpoint: known.id, capture: number } },
        ...{ attempt: { operation, epoch: state.epoch, node }, deliberate: true },
      },
      known,
      { provider: PROVIDER, from, fingerprint: await this.fingerprintOf(known.id, number) },
    );
    if (copy !== undefined) {
      const command = { type: 'CopyKey', data: { from: copy.from } } as const;
      await this.cluster.run({ kind: 'key', id: copy.to, command });
    }
    await this.cluster.run(step, operation);
  }

  /** An operator restores the newest capture onto the owner. */
  async restoreNow(role: string): Promise<void> {
    const target = this.targetOf(role);
    const known = target && this.pick([...target.state.checkpoints.values()]);
    const content = known && this.cluster.clusterState.content(known.id);
    if (target === undefined || known === undefined || content === undefined) return;
    if (content.key === 'unknown') return;
    const { id: resource, state, node } = target;
    const operation = this.operation();
    const data = {
      ...{ resource, checkpoint: known.id, capture: content.number, key: known.effectiveKey },
      ...{ group: state.group, epoch: state.epoch, operation, content: content.key },
      deliberate: true,
    } as const;
    const command = { type: 'RestoreRegistry', data } as const;
    await this.cluster.run({ kind: 'node', id: node, command }, operation);
  }

  /** An operator changes the live key of a checkpoint by a cure, or its stored copy. */
  async cureNow(role: string): Promise<void> {
    const target = this.targetOf(role);
    const known = target && this.pick([...target.state.checkpoints.values()]);
    if (target === undefined || known === undefined) return;
    const content = this.cluster.clusterState.content(known.id);
    if (content === undefined || content.key === 'unknown') return;
    const { id: resource, state, node } = target;
    const of = { node, group: state.group, resource, checkpoint: known.id };
    const changes = stormyChanges(this.random).filter(({ key }) =>
      isWithin(key, known.effectiveKey),
    );
    const command =
      state.state === 'Online'
        ? cureLive(this.cluster, of, keyAfter(content.key, changes, known.effectiveKey))
        : cureCopy(this.cluster, of, { changes });
    await this.cluster.run(command, this.operation());
  }

  /** The resource of a group, and the group's owner. */
  private targetOf(role: string): Target | undefined {
    const { clusterState } = this.cluster;
    const id = idOf(`resource ${role}`) as ResourceId;
    const state = clusterState.resource(id);
    const group = state.status === 'open' ? clusterState.group(state.group) : undefined;
    return state.status === 'open' && group?.status === 'open'
      ? { id, state, node: group.owner }
      : undefined;
  }

  private async fingerprintOf(checkpoint: CheckpointId, number: number): Promise<string> {
    for (const { event } of await this.cluster.log()) {
      if (event.type !== 'CryptoCheckpointCaptured') continue;
      const data = event.data as Captured;
      if (data.checkpoint === checkpoint && data.number === number) return data.fingerprint;
    }
    return '';
  }

  private operation(): OperationId {
    this.count += 1;
    return idOf(`copies ${this.count}`) as OperationId;
  }

  private pick<Item>(items: readonly Item[]): Item | undefined {
    return items[Math.floor(this.random() * items.length)];
  }
}
