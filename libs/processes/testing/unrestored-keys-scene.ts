import {
  findContainer,
  type CheckpointId,
  type CryptoCheckpoint,
  type KeyId,
  type NodeEvent,
  type NodeId,
  type OperationId,
  type ResourceEvent,
  type ResourceId,
} from '#domain';
import { captureKey, type CommandEnvelope } from '#processes';

import { idOf, SimulatedCluster } from './simulated-cluster.js';

const APP = idOf('resource app') as ResourceId;
const CHECKPOINT = idOf('crypto checkpoint') as CheckpointId;
const NAME = { type: 24, provider: 'Contoso CSP', container: 'C' };

const key = (
  id: string,
  command: Extract<CommandEnvelope, { kind: 'key' }>['command'],
): CommandEnvelope => ({
  kind: 'key',
  id,
  command,
});

/**
 * The resource `app` is online on node b with its restore missing: its keys are `good` from node a,
 * and their copies are erased. Node b has the keys `stale`, or none.
 */
export class UnrestoredKeysScene {
  readonly app = APP;
  readonly checkpointId = CHECKPOINT;
  readonly name = NAME;
  readonly a = idOf('a') as NodeId;
  readonly b = idOf('b') as NodeId;

  private constructor(public cluster: SimulatedCluster) {}

  static async open({ stale } = { stale: true }): Promise<UnrestoredKeysScene> {
    const cluster = new SimulatedCluster();
    const scene = new UnrestoredKeysScene(cluster);
    await cluster.form(['app']);
    await scene.store('a', 'good');
    if (stale) await scene.store('b', 'stale');
    await scene.addCheckpoint();
    await cluster.bring('app', 'online');
    await cluster.bring('app', 'offline');
    await scene.eraseCopies();
    await cluster.move('app', 'b');
    await cluster.bring('app', 'online');
    return scene;
  }

  /** Another process continues with the same log. */
  async restart(): Promise<void> {
    const { store } = this.cluster;
    await this.cluster.stop();
    this.cluster = new SimulatedCluster(store, 'second ');
    await this.cluster.start();
  }

  /** Seals a text in place of a key. Its name is the fingerprint. */
  async store(node: string, name: string): Promise<void> {
    const sealed = `sealed ${name}`;
    await this.cluster.run(key(idOf(name), { type: 'SealKey', data: { sealed } }));
    const { container, ...provider } = NAME;
    const data = { ...provider, name: container, fingerprint: name, exportable: true };
    const ids = { container: idOf(`container on ${node}`) as never, key: idOf(name) as KeyId };
    await this.cluster.onNode(node, { type: 'StoreKeyContainer', data: { ...data, ...ids } });
    await this.cluster.runner.idle();
  }

  async remove(node: string): Promise<void> {
    const state = this.cluster.clusterState.node(idOf(node) as NodeId);
    const found = state.status === 'present' ? findContainer(state, NAME) : undefined;
    const data = { container: found?.container ?? ('' as never) };
    await this.cluster.onNode(node, { type: 'DeleteKeyContainer', data });
    await this.cluster.runner.idle();
  }

  async crash(node: string): Promise<void> {
    const data = { operation: idOf(`crash of ${node}`) as OperationId };
    await this.cluster.onNode(node, { type: 'CrashNode', data });
  }

  /** The fingerprints of the keys on a node. */
  keysOn(id: NodeId): readonly string[] {
    const node = this.cluster.clusterState.node(id);
    const found = node.status === 'present' ? [...node.containers.values()] : [];
    return found.map(({ fingerprint }) => fingerprint);
  }

  checkpoint(): CryptoCheckpoint | undefined {
    const app = this.cluster.clusterState.resource(APP);
    return app.status === 'open' ? app.crypto.get(CHECKPOINT) : undefined;
  }

  isMissing(): boolean {
    const app = this.cluster.clusterState.resource(APP);
    return app.status === 'open' && app.onlineInterval?.unrestored.has(CHECKPOINT) === true;
  }

  async eventsOf(type: ResourceEvent['type'] | NodeEvent['type']): Promise<readonly object[]> {
    const log = await this.cluster.log();
    return log.flatMap(({ event }) => (event.type === type ? [event.data] : []));
  }

  private async addCheckpoint(): Promise<void> {
    const { a: node, cluster } = this;
    const copy = captureKey(CHECKPOINT, 1, 'good');
    await cluster.run(key(copy, { type: 'CopyKey', data: { from: idOf('good') as KeyId } }));
    const source = { node, nodeRevision: cluster.clusterState.revision('node', node) };
    const taken = { source, fingerprint: 'good', exportable: true, key: copy };
    const data = { checkpoint: CHECKPOINT, name: 'C', ...NAME, taken };
    await cluster.onResource('app', { type: 'AddCryptoCheckpoint', data });
  }

  private async eraseCopies(): Promise<void> {
    for (const copy of this.checkpoint()?.keys ?? [])
      if (copy !== null) await this.cluster.run(key(copy, { type: 'EraseKey', data: {} }));
  }
}
