import { ClusterError } from '#clusapi';
import { stagedSet } from '#processes';
import { type RegistryChange } from '#registry';

import { seeded } from './random.js';
import { SimulatedCluster } from './simulated-cluster.js';

const ROLES = ['app', 'web', 'queue'] as const;
const NODES = ['a', 'b'] as const;

/** Keys that contain each other, are redirected, linked, or spelled in another case. */
export const KEYS = [
  'SOFTWARE\\Contoso\\App',
  'SOFTWARE\\contoso\\app\\Deep',
  'SOFTWARE\\Contoso',
  'SOFTWARE\\Wow6432Node\\Contoso\\App',
  'SOFTWARE\\Classes\\App',
  'SYSTEM\\ControlSet001\\Services\\App',
] as const;

const NAMES = ['Port', 'PORT', '', 'Path'] as const;

/** Changes the cluster at random. A refused command has no effect. */
class History {
  private count = 0;

  constructor(
    readonly cluster: SimulatedCluster,
    private readonly random: () => number,
  ) {}

  async step(): Promise<void> {
    this.count += 1;
    try {
      await this.act(this.random());
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
    }
  }

  private act(dice: number): Promise<unknown> {
    const { cluster } = this;
    const role = this.pick(ROLES);
    /** Each act, with the upper end of its range of random numbers. */
    const acts: readonly (readonly [number, () => Promise<unknown>])[] = [
      [0.55, () => cluster.edit(this.pick(NODES), this.changes())],
      [0.6, () => Promise.all([1, 2, 3].map(() => cluster.edit('a', this.changes())))],
      [0.65, () => this.staged()],
      [0.75, () => cluster.addCheckpoint(role, this.pick(KEYS))],
      [0.78, () => cluster.deleteCheckpoint(role, this.pick(KEYS))],
      [0.85, () => cluster.bring(role, 'online')],
      [0.9, () => cluster.bring(role, 'offline')],
      [0.97, () => cluster.move(role, this.pick(NODES))],
      [1, () => this.stopAndStart()],
    ];
    return acts.find(([limit]) => dice < limit)?.[1]() ?? Promise.resolve();
  }

  private changes(): readonly RegistryChange[] {
    const count = 1 + Math.floor(this.random() * 3);
    return Array.from({ length: count }, () => this.change());
  }

  private change(): RegistryChange {
    const key = this.pick(KEYS);
    const name = this.pick(NAMES);
    const number = Math.floor(this.random() * 5);
    const dice = this.random();
    if (dice < 0.7) return { op: 'set', key, name, value: { type: 'REG_DWORD', number } };
    if (dice < 0.8) return { op: 'delete-value', key, name };
    return dice < 0.9 ? { op: 'create-key', key } : { op: 'delete-key', key };
  }

  /** A list in parts, with another writer in between. */
  private async staged(): Promise<void> {
    const { cluster } = this;
    const node = this.pick(NODES);
    const set = `set ${this.count}`;
    const parts = [this.changes(), this.changes()];
    const run = (command: Parameters<SimulatedCluster['onNode']>[1]): Promise<void> =>
      cluster.onNode(node, command);
    for (const [index, changes] of parts.entries())
      await run({ type: 'StageRegistryChanges', data: { set, index, changes } });
    await cluster.edit(node, this.changes());
    if (this.random() < 0.2) return;
    await run({ type: 'ChangeRegistry', data: { changes: [], staged: stagedSet(set, parts) } });
  }

  private async stopAndStart(): Promise<void> {
    const { cluster } = this;
    const node = this.pick(NODES);
    await cluster.stopNode(node);
    await cluster.startNode(node);
    for (const role of ROLES) await cluster.idle(role);
  }

  private pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.random() * items.length)] as Item;
  }
}

/** A cluster after so many random acts. The same seed gives the same history. */
export const randomHistory = async (seed: number, steps: number): Promise<SimulatedCluster> => {
  const cluster = new SimulatedCluster();
  await cluster.form(ROLES);
  const history = new History(cluster, seeded(seed));
  for (let step = 0; step < steps; step += 1) await history.step();
  for (const role of ROLES) await cluster.idle(role);
  return cluster;
};
