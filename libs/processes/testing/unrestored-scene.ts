import { type NodeId, type OperationId, type ResourceEvent, type ResourceId } from '#domain';
import { findKey, keyValues, type RegistryChange } from '#registry';

import { idOf, SimulatedCluster } from './simulated-cluster.js';

const KEY = 'SOFTWARE\\Contoso\\App';
const APP = idOf('resource app') as ResourceId;

/** Sets a REG_SZ value. */
export const setText = (name: string, text: string, key = KEY): RegistryChange => ({
  op: 'set',
  key,
  name,
  value: { type: 'REG_SZ', text },
});

type Captured = Extract<ResourceEvent, { type: 'RegistryCheckpointCaptured' }>['data'];

/**
 * The number of captures when the resource leaves node a: the first one, and that of going offline.
 */
const BEFORE = 2;

/**
 * Node a has `v` = good, which is checkpointed, and owns the resource `app`, which is online there.
 * Node b has `v` and `w` = stale, and a program there holds the key open.
 */
export class UnrestoredScene {
  readonly key = KEY;
  readonly app = APP;
  readonly a = idOf('a') as NodeId;
  readonly b = idOf('b') as NodeId;

  private constructor(public cluster: SimulatedCluster) {}

  static async open(): Promise<UnrestoredScene> {
    const cluster = new SimulatedCluster();
    const scene = new UnrestoredScene(cluster);
    await cluster.form(['app', 'web']);
    await cluster.edit('a', [setText('v', 'good')]);
    await cluster.edit('b', [setText('v', 'stale'), setText('w', 'stale')]);
    await cluster.addCheckpoint('app', KEY);
    await cluster.bring('app', 'online');
    await scene.hold();
    return scene;
  }

  get defects(): readonly unknown[] {
    return this.cluster.defects;
  }

  stop(): Promise<void> {
    return this.cluster.stop();
  }

  /** Another process continues with the same log. */
  async restart(): Promise<void> {
    const { store } = this.cluster;
    await this.cluster.stop();
    this.cluster = new SimulatedCluster(store, 'second ');
    await this.cluster.start();
  }

  hold(node = 'b', holder = 'winlogon'): Promise<void> {
    return this.cluster.onNode(node, { type: 'HoldRegistry', data: { key: KEY, holder } });
  }

  release(node = 'b'): Promise<void> {
    return this.cluster.onNode(node, { type: 'ReleaseRegistry', data: { key: KEY } });
  }

  /** Moves a resource with a supervisor, and begins to bring it online. */
  async begin(role: string, node: string): Promise<void> {
    await this.cluster.move(role, node);
    const resources = [idOf(`resource ${role}`) as ResourceId];
    const data = { operation: idOf('start') as OperationId, resources };
    await this.cluster.run({
      kind: 'group',
      id: idOf(`group ${role}`),
      command: { type: 'StartGroupOperation', data: { ...data, kind: 'online', persist: true } },
    });
    await this.cluster.runner.idle();
  }

  async crash(node: string): Promise<void> {
    const data = { operation: idOf('crash') as never };
    await this.cluster.onNode(node, { type: 'CrashNode', data });
    await this.cluster.runner.idle();
  }

  /** The texts under a key of a node. */
  values(node: NodeId, key = KEY): Readonly<Record<string, string>> | 'absent' {
    const state = this.cluster.clusterState.node(node);
    const found = state.status === 'present' ? findKey(state.registry, key) : undefined;
    if (found === undefined) return 'absent';
    const named = [...keyValues(found)].map(({ name, value }) => [
      name,
      'text' in value ? value.text : '',
    ]);
    return Object.fromEntries(named) as Readonly<Record<string, string>>;
  }

  /** The captures since the resource left node a. */
  async captures(): Promise<readonly Captured[]> {
    const log = await this.cluster.log();
    const all = log.flatMap(({ event }) =>
      event.type === 'RegistryCheckpointCaptured' ? [event.data as Captured] : [],
    );
    return all.slice(BEFORE);
  }

  async reasons(): Promise<readonly string[]> {
    return (await this.captures()).map(({ reason }) => reason);
  }

  /** The checkpoints of the resource `app` whose restore is missing. */
  missing(): readonly string[] {
    const state = this.cluster.clusterState.resource(APP);
    return state.status === 'open' ? [...(state.onlineInterval?.unrestored.keys() ?? [])] : [];
  }

  /** The id of the first failed restore. */
  async restoreFailed(): Promise<string | undefined> {
    const log = await this.cluster.log();
    return log.find(({ event }) => event.type === 'RegistryCheckpointRestoreFailed')?.id;
  }
}
