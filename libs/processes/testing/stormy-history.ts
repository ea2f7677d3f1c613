import { ClusterError } from '#clusapi';
import { type NodeId, type OperationId, type ResourceId } from '#domain';
import { stagedSet } from '#processes';

import { seeded } from './random.js';
import { idOf, SimulatedCluster } from './simulated-cluster.js';
import { pick, STORMY_KEYS, stormyChanges, TOP } from './stormy-changes.js';
import { StormyCopies } from './stormy-copies.js';

const ROLES = ['app', 'web', 'queue'] as const;
const NODES = ['a', 'b'] as const;
const ACTORS = ['alice', 'bob'] as const;

/** Holds, crashes, failures, deletions, key containers and restores by command, all at once. */
class Storm {
  private count = 0;
  /** A number that gives each operation of one storm step its own id. */
  private part = 0;
  private readonly cure: StormyCopies;

  constructor(
    readonly cluster: SimulatedCluster,
    private readonly random: () => number,
  ) {
    this.cure = new StormyCopies(cluster, random);
  }

  async step(): Promise<void> {
    this.count += 1;
    try {
      await this.act(this.random());
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
    }
    await this.cluster.runner.idle();
  }

  private act(dice: number): Promise<unknown> {
    const { cluster } = this;
    const role = this.pick(ROLES);
    /** Each act, with the upper end of its range of random numbers. */
    const acts: readonly (readonly [number, () => Promise<unknown>])[] = [
      [0.27, () => this.edit(this.pick(NODES))],
      [0.33, () => this.unrestored(role)],
      [0.36, () => this.unrestoredKeys(role)],
      [0.39, () => this.staged()],
      [0.45, () => cluster.addCheckpoint(role, this.pick(STORMY_KEYS))],
      [0.47, () => cluster.deleteCheckpoint(role, this.pick(STORMY_KEYS))],
      [0.53, () => this.bring(role, 'online')],
      [0.58, () => this.bring(role, 'offline')],
      [0.66, () => this.move(role)],
      [0.71, () => this.editDuring(() => this.move(role))],
      [0.76, () => this.hold()],
      [0.82, () => this.release()],
      [0.86, () => this.crash()],
      [0.89, () => this.fail(role)],
      [0.93, () => this.cure.storeContainer(this.pick(NODES))],
      [0.94, () => this.cure.deleteContainer(this.pick(NODES))],
      [0.96, () => this.cure.addCryptoCheckpoint(role)],
      [0.965, () => this.cure.restoreNow(role)],
      [0.97, () => this.cure.cureNow(role)],
      [0.98, () => this.cure.restoreKeysNow(role)],
      [1, () => this.stopAndStart()],
    ];
    return acts.find(([limit]) => dice < limit)?.[1]() ?? Promise.resolve();
  }

  private bring(role: string, kind: 'online' | 'offline'): Promise<void> {
    const operation = this.operation();
    const resources = [idOf(`resource ${role}`) as ResourceId];
    const data = { operation, kind, resources, persist: true };
    const command = { type: 'StartGroupOperation', data } as const;
    return this.cluster.run({ kind: 'group', id: idOf(`group ${role}`), command }, operation);
  }

  private move(role: string): Promise<void> {
    return this.moveTo(role, this.pick(NODES));
  }

  private moveTo(role: string, to: string): Promise<void> {
    const operation = this.operation();
    const node = this.cluster.clusterState.node(idOf(to) as NodeId);
    if (node.status === 'absent' || node.state !== 'Up') return Promise.resolve();
    const data = { operation, to: idOf(to) as NodeId };
    const command = { type: 'StartGroupMove', data } as const;
    return this.cluster.run({ kind: 'group', id: idOf(`group ${role}`), command }, operation);
  }

  /**
   * A restore fails, its online interval is edited, and another resource may restore the same key.
   */
  private async unrestored(role: string): Promise<void> {
    const { cluster } = this;
    const node = this.pick(NODES);
    const data = { key: TOP, holder: 'backup' };
    await cluster.onNode(node, { type: 'HoldRegistry', data });
    for (const one of [role, this.pick(ROLES)]) {
      const operation = idOf(`window ${this.count} ${one}`) as OperationId;
      const command = {
        type: 'StartGroupMove',
        data: { operation, to: idOf(node) as NodeId },
      } as const;
      const id = idOf(`group ${one}`);
      await cluster.run({ kind: 'group', id, command }, operation).catch(ifRefused);
      await cluster.runner.idle();
      if (this.random() < 0.6) await this.edit(node).catch(ifRefused);
      if (this.random() < 0.3) await this.cure.storeContainer(node).catch(ifRefused);
      if (this.random() < 0.6) await this.release();
    }
  }

  /** Erases copies of keys; stores and deletes key containers whose restore is missing. */
  private async unrestoredKeys(role: string): Promise<void> {
    const { cluster, cure } = this;
    const node = this.pick(NODES);
    const steps: readonly (() => Promise<void>)[] = [
      () => cure.addCryptoCheckpoint(role),
      () => this.bring(role, 'offline'),
      () => cure.eraseCopies(role),
      () => cure.storeContainer(node),
      () => this.moveTo(role, node),
      () => this.bring(role, 'online'),
      ...[0.3, 0.6, 0.3].map((odds) => () => this.maybe(odds, () => cure.deleteContainer(node))),
      () => this.maybe(0.4, () => cure.storeContainer(node)),
      () => this.maybe(0.3, () => cure.restoreKeysNow(role)),
      () => this.maybe(0.7, () => this.move(role)),
    ];
    for (const [index, step] of steps.entries()) {
      this.part = index;
      await step().catch(ifRefused);
      await cluster.runner.idle();
    }
    this.part = 0;
  }

  private async maybe(odds: number, act: () => Promise<void>): Promise<void> {
    if (this.random() < odds) await act();
  }

  /** Edits the registry while another act is under way. */
  private async editDuring(other: () => Promise<unknown>): Promise<void> {
    const edits = [0, 1, 2].map(() => this.edit(this.pick(NODES)));
    const results = await Promise.allSettled([other(), ...edits]);
    for (const result of results)
      if (result.status === 'rejected' && !(result.reason instanceof ClusterError))
        throw result.reason;
  }

  private edit(node: string): Promise<void> {
    const actor = this.pick(ACTORS);
    const command = {
      type: 'ChangeRegistry',
      data: { changes: stormyChanges(this.random) },
    } as const;
    const operation = idOf(`edit ${this.count} ${this.random()}`);
    return this.cluster.run({ kind: 'node', id: idOf(node), command }, operation, actor);
  }

  /** A list in parts. */
  private async staged(): Promise<void> {
    const node = this.pick(NODES);
    const set = `set ${this.count}`;
    const parts = [stormyChanges(this.random), stormyChanges(this.random)];
    for (const [index, changes] of parts.entries())
      await this.cluster.onNode(node, {
        type: 'StageRegistryChanges',
        data: { set, index, changes },
      });
    const staged = stagedSet(set, parts);
    await this.cluster.onNode(node, { type: 'ChangeRegistry', data: { changes: [], staged } });
  }

  private async hold(): Promise<void> {
    const data = { key: this.pick(STORMY_KEYS), holder: 'backup' };
    await this.cluster.onNode(this.pick(NODES), { type: 'HoldRegistry', data });
  }

  private async release(): Promise<void> {
    for (const node of NODES)
      for (const key of new Set(STORMY_KEYS)) {
        const state = this.cluster.clusterState.node(idOf(node) as NodeId);
        const isHeld =
          state.status === 'present' && [...state.holds.values()].some((one) => one.key === key);
        if (isHeld) await this.cluster.onNode(node, { type: 'ReleaseRegistry', data: { key } });
      }
  }

  private async crash(): Promise<void> {
    const node = this.pick(NODES);
    await this.cluster.onNode(node, { type: 'CrashNode', data: { operation: this.operation() } });
    await this.cluster.runner.idle();
    if (this.random() < 0.3) await this.edit(this.pick(NODES));
    await this.cluster.startNode(node);
  }

  private async fail(role: string): Promise<void> {
    const { cluster } = this;
    const id = idOf(`resource ${role}`) as ResourceId;
    const node = cluster.clusterState.onlineAt(id);
    if (node === undefined) return;
    const nodeRevision = cluster.clusterState.revision('node', node);
    const at = cluster.clock.now();
    const data = { operation: this.operation(), nodeRevision, reason: 'test', at };
    await cluster.run({ kind: 'resource', id, command: { type: 'FailResource', data } });
    if (this.random() < 0.5) await this.edit(this.pick(NODES));
    await cluster.pass(1000);
  }

  private async stopAndStart(): Promise<void> {
    const node = this.pick(NODES);
    await this.cluster.onNode(node, {
      type: 'StopNode',
      data: { operation: this.operation() },
    });
    await this.cluster.runner.idle();
    if (this.random() < 0.5) await this.edit(node);
    await this.cluster.startNode(node);
  }

  private operation(): OperationId {
    return idOf(`storm ${this.count}${this.part === 0 ? '' : ` ${this.part}`}`) as OperationId;
  }

  private pick<Item>(items: readonly Item[]): Item {
    return pick(this.random, items);
  }
}

const ifRefused = (error: unknown): void => {
  if (!(error instanceof ClusterError)) throw error;
};

/** A cluster after so many random troubles, by their seed. `between` is called after each. */
export const stormyHistory = async (
  seed: number,
  steps: number,
  between?: (cluster: SimulatedCluster, step: number) => Promise<void>,
): Promise<SimulatedCluster> => {
  const cluster = new SimulatedCluster();
  await cluster.form(ROLES);
  const storm = new Storm(cluster, seeded(seed));
  for (let step = 0; step < steps; step += 1) {
    await storm.step();
    await between?.(cluster, step);
  }
  await cluster.runner.idle();
  return cluster;
};
