import { ClusterError } from '#clusapi';
import {
  type CheckpointId,
  type ClusterCommand,
  type GroupId,
  type NodeId,
  type OperationId,
  type ResourceId,
} from '#domain';
import { liveKeyOf, type CommandEnvelope } from '#processes';

import { idOf, type SimulatedCluster } from './simulated-cluster.js';

const NODES = ['a', 'b', 'c'] as const;
const NAMES = ['one', 'two', 'three', 'four'] as const;
const KEYS = ['SOFTWARE\\A', 'SOFTWARE\\A\\B', 'SOFTWARE\\C'] as const;

/** Creates, changes and deletes the things of a cluster at random. A refused command has no effect. */
export class DirectoryHistory {
  private count = 0;

  constructor(
    private readonly cluster: SimulatedCluster,
    private readonly random: () => number,
    /** Part of the ids, so that another history makes other things. */
    private readonly prefix = '',
  ) {}

  /** The nodes, and what a history needs to begin with. */
  async begin(): Promise<void> {
    const data = { name: 'test', logId: idOf('log'), types: ['Generic Service'] };
    await this.direct({ type: 'FormCluster', data });
    for (const name of NODES)
      await this.direct({ type: 'AddNode', data: { node: idOf(name) as NodeId, name } });
    await this.cluster.pass(0);
  }

  async steps(count: number): Promise<void> {
    for (let left = count; left > 0; left -= 1) await this.step();
  }

  private async step(): Promise<void> {
    this.count += 1;
    const act = this.pick(this.acts);
    await act().catch((error: unknown) => {
      if (!(error instanceof ClusterError)) throw error;
    });
    await this.cluster.pass(0);
  }

  private readonly acts: readonly (() => Promise<unknown>)[] = [
    () => this.addGroup(),
    () => this.addResource(),
    () => this.addResource(),
    () => this.direct({ type: 'RenameGroup', data: { group: this.group(), name: this.name() } }),
    () =>
      this.direct({
        type: 'RenameResource',
        data: { resource: this.resource(), name: this.name() },
      }),
    () =>
      this.direct({
        type: 'RegroupResource',
        data: { resource: this.resource(), group: this.group() },
      }),
    () => this.toGroup(this.group(), { type: 'CloseGroup', data: {} }),
    () => this.removeResource(),
    () => this.removeResource(),
    () => this.configure(),
    () => this.depend(),
    () => this.depend(),
    () => this.edit(),
    () => this.edit(),
    () => this.addCheckpoint(),
    () => this.addCheckpoint(),
    () => this.deleteCheckpoint(),
    () => this.bring('online'),
    () => this.bring('offline'),
    () => this.direct({ type: 'ConfigureCluster', data: { clobberPolicy: 'warn' } }),
  ];

  /** Takes every resource offline, so that a restore may change all of them. */
  async takeOffline(): Promise<void> {
    const { clusterState } = this.cluster;
    for (const id of clusterState.resourceIds()) {
      const group = clusterState.openResource(id)?.group;
      if (group === undefined) continue;
      const operation = this.operation();
      const data = {
        operation,
        kind: 'offline',
        resources: [id],
        persist: false,
        stay: true,
      } as const;
      await this.toGroup(group, { type: 'StartGroupOperation', data }).catch((error: unknown) => {
        if (!(error instanceof ClusterError)) throw error;
      });
      await this.cluster.pass(0);
    }
  }

  private addGroup(): Promise<void> {
    const group = this.id('group') as GroupId;
    const [owner, preferred] = [this.node(), this.node()];
    const data = { group, name: this.name(), owner, preferredOwners: [preferred] };
    return this.direct({ type: 'AddGroup', data });
  }

  private addResource(): Promise<void> {
    const resource = this.id('resource') as ResourceId;
    const data = { resource, name: this.name(), type: 'Generic Service', group: this.group() };
    return this.direct({ type: 'AddResource', data });
  }

  private removeResource(): Promise<void> {
    const resource = this.resource();
    const state = this.cluster.clusterState.openResource(resource);
    if (state === undefined) return Promise.resolve();
    const operation = this.operation();
    const { configuredAt, group } = state;
    const data = { resource, operation, configuredAt };
    return this.toGroup(group, { type: 'StartMemberRemoval', data });
  }

  private configure(): Promise<void> {
    if (this.random() < 0.5)
      return this.toGroup(this.group(), {
        type: 'ConfigureGroup',
        data: { failoverPeriod: this.number(), preferredOwners: [this.node()] },
      });
    const possibleOwners = this.random() < 0.5 ? null : [idOf('a'), this.node()];
    const data = { restartDelay: this.number(), possibleOwners: possibleOwners as NodeId[] | null };
    return this.toResource(this.resource(), { type: 'ConfigureResource', data });
  }

  private depend(): Promise<void> {
    const resource = this.resource();
    const group = this.cluster.clusterState.openResource(resource)?.group;
    const members = group === undefined ? [] : this.cluster.clusterState.membersOf(group);
    if (group === undefined || members.length === 0) return Promise.resolve();
    const expression = this.random() < 0.3 ? null : this.pick(members);
    const data = { resource, expression, isOnline: false };
    return this.toGroup(group, { type: 'SetDependencies', data });
  }

  private edit(): Promise<void> {
    const key = this.pick(KEYS);
    const value = { type: 'REG_DWORD', number: this.number() } as const;
    const changes = [{ op: 'set', key, name: 'v', value } as const];
    return this.cluster.onNode(this.pick(NODES), { type: 'ChangeRegistry', data: { changes } });
  }

  private addCheckpoint(): Promise<void> {
    const resource = this.resource();
    const state = this.cluster.clusterState.openResource(resource);
    const owner = state && this.cluster.clusterState.openGroup(state.group)?.owner;
    if (owner === undefined) return Promise.resolve();
    const key = this.pick(KEYS);
    const live = liveKeyOf(this.cluster.clusterState, owner, key);
    const taken = live?.exists === true ? live : undefined;
    const checkpoint = this.id('checkpoint') as CheckpointId;
    const missing = { isAllowed: true, otherView: undefined };
    const at = taken && { source: taken.source, hash: taken.hash };
    const data = {
      checkpoint,
      key,
      view: '64-bit',
      effectiveKey: key,
      taken: at,
      missing,
    } as const;
    return this.toResource(resource, { type: 'AddRegistryCheckpoint', data });
  }

  private deleteCheckpoint(): Promise<void> {
    const data = { key: this.pick(KEYS) };
    return this.toResource(this.resource(), { type: 'DeleteRegistryCheckpoint', data });
  }

  private async bring(kind: 'online' | 'offline'): Promise<void> {
    const resource = this.resource();
    const group = this.cluster.clusterState.openResource(resource)?.group;
    if (group === undefined) return;
    const operation = this.operation();
    const data = { operation, kind, resources: [resource], persist: true };
    await this.toGroup(group, { type: 'StartGroupOperation', data });
  }

  private direct(command: ClusterCommand): Promise<void> {
    return this.cluster.run({ kind: 'cluster', id: 'test', command });
  }

  private toGroup(
    id: GroupId,
    command: Extract<CommandEnvelope, { kind: 'group' }>['command'],
  ): Promise<void> {
    return this.cluster.run({ kind: 'group', id, command });
  }

  private toResource(
    id: ResourceId,
    command: Extract<CommandEnvelope, { kind: 'resource' }>['command'],
  ): Promise<void> {
    return this.cluster.run({ kind: 'resource', id, command });
  }

  private operation(): OperationId {
    return this.id('operation') as OperationId;
  }

  private id(kind: string): string {
    this.count += 1;
    return idOf(`${this.prefix}${kind} ${this.count}`);
  }

  private node(): NodeId {
    return idOf(this.pick(NODES)) as NodeId;
  }

  private group(): GroupId {
    const ids = this.cluster.clusterState.groupIds();
    return ids.length === 0 ? (idOf('no group') as GroupId) : this.pick(ids);
  }

  private resource(): ResourceId {
    const ids = this.cluster.clusterState.resourceIds();
    return ids.length === 0 ? (idOf('no resource') as ResourceId) : this.pick(ids);
  }

  private name(): string {
    return this.pick(NAMES);
  }

  private number(): number {
    return 1 + Math.floor(this.random() * 5);
  }

  private pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.random() * items.length)] as Item;
  }
}
