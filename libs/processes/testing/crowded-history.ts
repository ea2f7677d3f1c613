import { ClusterError } from '#clusapi';
import {
  type CheckpointId,
  type GroupCommand,
  type GroupId,
  type NodeId,
  type OperationId,
  type ResourceCommand,
  type ResourceId,
} from '#domain';
import { liveKeyOf } from '#processes';
import { effectiveKey } from '#registry';

import { seeded } from './random.js';
import { idOf, SimulatedCluster } from './simulated-cluster.js';

const NODES = ['a', 'b', 'c'] as const;
const KEYS = ['SOFTWARE\\One', 'SOFTWARE\\One\\Deep', 'SOFTWARE\\Two', 'SOFTWARE\\Three'] as const;

/** The resources of each group. In the first one, each needs the one before it. */
const GROUPS = {
  chain: ['disk', 'database', 'server'],
  crowd: ['north', 'east', 'south'],
} as const;
type GroupName = keyof typeof GROUPS;

const MINUTE = 60_000;

/** Groups of several resources that move, fail, lose their nodes and come back at random. */
class Crowd {
  private count = 0;

  constructor(
    readonly cluster: SimulatedCluster,
    private readonly random: () => number,
  ) {}

  /** Adds the resources of every group, and a checkpoint or two for each. */
  async gather(): Promise<void> {
    for (const name of Object.keys(GROUPS) as GroupName[]) {
      for (const role of GROUPS[name]) await this.join(name, role);
      await this.cluster.runner.idle();
    }
    for (const [resource, provider] of [
      ['database', 'disk'],
      ['server', 'database'],
    ] as const) {
      const data = { resource: resourceId(resource), provider: resourceId(provider) };
      await this.onGroup('chain', { type: 'AddDependency', data: { ...data, isOnline: false } });
    }
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
    const group = this.pick(Object.keys(GROUPS) as GroupName[]);
    const role = this.pick<string>(GROUPS[group]);
    const node = this.pick(NODES);
    /** Each act, with the upper end of its range of random numbers. */
    const acts: readonly (readonly [number, () => Promise<unknown>])[] = [
      [0.2, () => this.edit()],
      [0.32, () => this.checkpoint(group, role)],
      [0.45, () => this.bring(group, 'online', this.some(group))],
      [0.52, () => this.bring(group, 'offline', [role])],
      [0.64, () => this.move(group)],
      [0.72, () => Promise.all([this.move(group), this.edit(), this.edit()])],
      [0.8, () => this.fail(role)],
      [0.84, () => this.crash(node)],
      [0.88, () => this.drain(node)],
      [0.92, () => this.hold(node)],
      [0.96, () => this.cluster.pass(MINUTE)],
      [1, () => this.configure(role)],
    ];
    return acts.find(([limit]) => dice < limit)?.[1]() ?? Promise.resolve();
  }

  private join(name: GroupName, role: string): Promise<void> {
    const group = groupId(name);
    const data = { resource: resourceId(role), name: role, type: 'Generic Service', group };
    return this.cluster.run(
      { kind: 'cluster', id: 'test', command: { type: 'AddResource', data } },
      this.operation(),
    );
  }

  private edit(): Promise<void> {
    const number = Math.floor(this.random() * 5);
    const value = { type: 'REG_DWORD', number } as const;
    const change = { op: 'set', key: this.pick(KEYS), name: 'n', value } as const;
    const command = { type: 'ChangeRegistry', data: { changes: [change] } } as const;
    return this.cluster.run(
      { kind: 'node', id: idOf(this.pick(NODES)), command },
      this.operation(),
    );
  }

  private checkpoint(group: GroupName, role: string): Promise<void> {
    const { clusterState } = this.cluster;
    const key = effectiveKey(this.pick(KEYS), '64-bit');
    const owner = clusterState.openGroup(groupId(group))?.owner;
    const found = owner && liveKeyOf(clusterState, owner, key);
    const taken = found?.exists === true ? { source: found.source, hash: found.hash } : undefined;
    const checkpoint = idOf(`checkpoint ${this.count}`) as CheckpointId;
    const data = { checkpoint, key, view: '64-bit', effectiveKey: key, taken } as const;
    return this.onResource(role, { type: 'AddRegistryCheckpoint', data });
  }

  private bring(
    group: GroupName,
    kind: 'online' | 'offline',
    roles: readonly string[],
  ): Promise<void> {
    const operation = this.operation();
    const resources = roles.map(resourceId);
    const data = { operation, kind, resources, persist: true };
    return this.onGroup(group, { type: 'StartGroupOperation', data }, operation);
  }

  private move(group: GroupName): Promise<void> {
    const operation = this.operation();
    const to = this.pick(NODES);
    if (this.cluster.clusterState.presentNode(idOf(to) as NodeId)?.state !== 'Up')
      return Promise.resolve();
    const data = { operation, to: idOf(to) as NodeId };
    return this.onGroup(group, { type: 'StartGroupMove', data }, operation);
  }

  private async fail(role: string): Promise<void> {
    const { clusterState, clock } = this.cluster;
    const node = clusterState.onlineAt(resourceId(role));
    if (node === undefined) return;
    const nodeRevision = clusterState.revision('node', node);
    const data = { operation: this.operation(), nodeRevision, reason: 'test', at: clock.now() };
    await this.onResource(role, { type: 'FailResource', data }, data.operation);
    await this.cluster.pass(1000);
  }

  private async crash(node: string): Promise<void> {
    const operation = this.operation();
    await this.onNode(node, { type: 'CrashNode', data: { operation } }, operation);
    await this.cluster.runner.idle();
    if (this.random() < 0.5) await this.edit();
    await this.start(node);
  }

  private async drain(node: string): Promise<void> {
    const operation = this.operation();
    if (this.random() < 0.5) {
      await this.onNode(node, { type: 'StopNode', data: { operation } }, operation);
      await this.cluster.runner.idle();
      await this.start(node);
      return;
    }
    await this.onNode(node, { type: 'PauseNode', data: { operation, drain: {} } }, operation);
    await this.cluster.runner.idle();
    const resumed = this.operation();
    const data = { operation: resumed, failback: 'immediate' } as const;
    await this.onNode(node, { type: 'ResumeNode', data }, resumed);
  }

  private start(node: string): Promise<void> {
    const operation = this.operation();
    return this.onNode(node, { type: 'StartNode', data: { operation } }, operation);
  }

  private async hold(node: string): Promise<void> {
    const key = this.pick(KEYS);
    await this.onNode(node, { type: 'HoldRegistry', data: { key, holder: 'backup' } });
    if (this.random() < 0.5) return;
    await this.move('crowd').catch(ifRefused);
    await this.cluster.runner.idle();
    await this.onNode(node, { type: 'ReleaseRegistry', data: { key } });
  }

  private configure(role: string): Promise<void> {
    const onRestoreFailure = this.pick(['continue', 'failResource'] as const);
    return this.onResource(role, { type: 'ConfigureResource', data: { onRestoreFailure } });
  }

  private some(group: GroupName): readonly string[] {
    const roles: readonly string[] = GROUPS[group];
    return this.random() < 0.5 ? roles : [this.pick(roles)];
  }

  private onGroup(
    group: GroupName,
    command: GroupCommand,
    operation = this.operation(),
  ): Promise<void> {
    return this.cluster.run({ kind: 'group', id: groupId(group), command }, operation);
  }

  private onResource(
    role: string,
    command: ResourceCommand,
    operation = this.operation(),
  ): Promise<void> {
    return this.cluster.run({ kind: 'resource', id: resourceId(role), command }, operation);
  }

  private onNode(
    node: string,
    command: Parameters<SimulatedCluster['onNode']>[1],
    operation = this.operation(),
  ): Promise<void> {
    return this.cluster.run({ kind: 'node', id: idOf(node), command }, operation);
  }

  private operation(): OperationId {
    return this.cluster.newOperation();
  }

  private pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.random() * items.length)] as Item;
  }
}

const groupId = (name: GroupName): GroupId => idOf(`group ${name}`) as GroupId;
const resourceId = (role: string): ResourceId => idOf(`resource ${role}`) as ResourceId;

const ifRefused = (error: unknown): void => {
  if (!(error instanceof ClusterError)) throw error;
};

/** A cluster with groups of several resources, after so many acts. A seed gives one history. */
export const crowdedHistory = async (seed: number, steps: number): Promise<SimulatedCluster> => {
  const cluster = new SimulatedCluster();
  await cluster.form(Object.keys(GROUPS), NODES);
  const crowd = new Crowd(cluster, seeded(seed));
  await crowd.gather();
  for (let step = 0; step < steps; step += 1) await crowd.step();
  return cluster;
};
