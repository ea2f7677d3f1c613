import {
  isErasable,
  toDomainEvent,
  ClusterState,
  type GroupId,
  type NodeId,
  type OperationId,
  type ResourceId,
  type NodeCommand,
  type ResourceCommand,
  type GroupCommand,
  type ClusterCommand,
} from '#domain';
import {
  Executor,
  Fold,
  InMemoryEventStore,
  type EventStore,
  uuidV5,
  type Metadata,
  type Recorded,
} from '#event-store';
import {
  executeStep,
  executeCommand,
  PROCESSES,
  ProcessRunner,
  liveKeyOf,
  clusterFold,
  type CommandEnvelope,
} from '#processes';
import { effectiveKey, type RegistryChange } from '#registry';

import { ManualClock, unsteadyClock } from './manual-clock.js';
import { stepMetadata } from './step-metadata.js';

const CLUSTER = 'test';
const VIEW = { view: '64-bit' } as const;
const MISSING = { missing: { isAllowed: true, otherView: undefined } };
const NAMESPACE = '00000000-0000-0000-0000-000000000000';

const ids = new Map<string, string>();

/** The same id for the same name, in every run. */
export const idOf = (name: string): string => {
  const id = ids.get(name) ?? uuidV5(NAMESPACE, name);
  ids.set(name, id);
  return id;
};

/** The whole service below HTTP, on a log in memory. */
export class SimulatedCluster {
  readonly clusterState = new ClusterState();
  readonly fold: Fold;
  readonly executor: Executor;
  private commands = 0;
  readonly runner = new ProcessRunner({
    clusterState: this.clusterState,
    processes: PROCESSES,
    clock: { now: () => this.clock.now(), at: (instant, call) => this.clock.at(instant, call) },
    execute: (step) => {
      if (step.kind === 'backup-work') throw new Error('the simulation has no schedule of backups');
      const metadata = this.metadata(step.operation ?? step.cause?.operation ?? idOf('none'));
      return executeStep(this.place, step, { metadata: stepMetadata(metadata, step) });
    },
    pause: () => Promise.resolve(),
    onDefect: (error) => {
      this.defects.push(error);
    },
  });
  readonly defects: unknown[] = [];

  /** @param store an empty store, or one with a log to continue */
  constructor(
    readonly store: EventStore = new InMemoryEventStore(unsteadyClock(), isErasable),
    /** Part of the command ids, so that two processes on one log have different ones. */
    private readonly process = '',
    readonly clock = new ManualClock(),
  ) {
    this.fold = new Fold(store, clusterFold(this.clusterState, CLUSTER));
    this.executor = new Executor({ store, fold: this.fold, pause: () => Promise.resolve() });
  }

  async start(): Promise<void> {
    await this.fold.start();
    this.fold.onDomainEvent((recorded) => {
      const domainEvent = toDomainEvent(CLUSTER, recorded);
      if (domainEvent !== undefined) this.runner.observe(domainEvent);
    });
    await this.runner.start();
  }

  async run(envelope: CommandEnvelope, operation = idOf('request'), actor = 'test'): Promise<void> {
    const metadata = { ...this.metadata(operation), actor };
    await executeCommand(this.place, envelope, { metadata });
  }

  private get place() {
    const { executor, store, clusterState } = this;
    return { executor, store, clusterState, cluster: CLUSTER };
  }

  async log(): Promise<readonly Recorded[]> {
    const log: Recorded[] = [];
    for await (const recorded of this.store.readLog()) log.push(recorded);
    return log;
  }

  pass(milliseconds: number): Promise<void> {
    return this.clock.pass(milliseconds, () => this.runner.idle());
  }

  async stop(): Promise<void> {
    await this.runner.stop();
    await this.fold.stop();
  }

  /** Adds nodes, and groups with one resource each, owned by the first node. */
  async form(roles: readonly string[], nodes: readonly string[] = ['a', 'b']): Promise<void> {
    await this.start();
    const data = { name: CLUSTER, logId: idOf('log'), types: ['Generic Service'] };
    await this.direct({ type: 'FormCluster', data });
    for (const name of nodes)
      await this.direct({ type: 'AddNode', data: { node: idOf(name) as NodeId, name } });
    for (const name of roles) {
      const group = idOf(`group ${name}`) as GroupId;
      const resource = idOf(`resource ${name}`) as ResourceId;
      const owner = idOf(nodes[0] ?? 'a') as NodeId;
      await this.direct({ type: 'AddGroup', data: { group, name, owner, preferredOwners: [] } });
      await this.direct({
        type: 'AddResource',
        data: { resource, name, type: 'Generic Service', group },
      });
      await this.until(group, () => {
        const state = this.clusterState.group(group);
        return state.status === 'open' && state.members.has(resource);
      });
    }
  }

  edit(node: string, changes: readonly RegistryChange[]): Promise<void> {
    return this.onNode(node, { type: 'ChangeRegistry', data: { changes } });
  }

  onNode(node: string, command: NodeCommand): Promise<void> {
    return this.run({ kind: 'node', id: idOf(node), command });
  }

  /** Resolves when the node is Down. */
  async stopNode(node: string): Promise<void> {
    const operation = this.newOperation();
    await this.onNode(node, { type: 'StopNode', data: { operation } });
    await this.fold.until([`${CLUSTER}.node-${idOf(node)}`], () => {
      const state = this.clusterState.node(idOf(node) as NodeId);
      return state.status === 'present' && state.state === 'Down';
    });
  }

  startNode(node: string): Promise<void> {
    return this.onNode(node, { type: 'StartNode', data: { operation: this.newOperation() } });
  }

  deleteCheckpoint(role: string, key: string): Promise<void> {
    const command = { type: 'DeleteRegistryCheckpoint', data: { key } } as const;
    return this.onResource(role, command);
  }

  /** Adds a checkpoint of a key of the node that owns the group; the key may be missing there. */
  async addCheckpoint(role: string, key: string): Promise<void> {
    const effective = effectiveKey(key, '64-bit');
    const group = this.clusterState.openGroup(idOf(`group ${role}`) as GroupId);
    const found = group && liveKeyOf(this.clusterState, group.owner, effective);
    const taken = found?.exists === true ? { source: found.source, hash: found.hash } : undefined;
    this.commands += 1;
    const checkpoint = idOf(`checkpoint ${this.commands}`) as never;
    const data = { checkpoint, key, ...VIEW, effectiveKey: effective, taken, ...MISSING };
    await this.onResource(role, { type: 'AddRegistryCheckpoint', data });
  }

  /** Resolves when the operation has ended. */
  async bring(role: string, kind: 'online' | 'offline'): Promise<void> {
    await this.begin(role, kind);
    await this.idle(role);
  }

  /** Resolves when the operation has begun. */
  begin(role: string, kind: 'online' | 'offline', how: object = { persist: true }): Promise<void> {
    const operation = this.newOperation();
    const resources = [idOf(`resource ${role}`) as ResourceId];
    const data = { operation, kind, resources, persist: false, ...how };
    return this.onGroup(role, { type: 'StartGroupOperation', data }, operation);
  }

  /** Resolves when the operation has ended. */
  async move(role: string, to: string): Promise<void> {
    await this.beginMove(role, to);
    await this.idle(role);
  }

  /** Resolves when the operation has begun. */
  beginMove(role: string, to: string): Promise<void> {
    const operation = this.newOperation();
    const data = { operation, to: idOf(to) as NodeId };
    return this.onGroup(role, { type: 'StartGroupMove', data }, operation);
  }

  /** Sends a command to the resource of a group. */
  onResource(role: string, command: ResourceCommand): Promise<void> {
    return this.run({ kind: 'resource', id: idOf(`resource ${role}`), command });
  }

  /** Resolves when a condition holds. It is tested after every event of a group. */
  until(group: GroupId, condition: () => boolean): Promise<void> {
    return this.fold.until([`${CLUSTER}.group-${group}`], condition);
  }

  /** Resolves when a group has no operation under way. */
  idle(role: string): Promise<void> {
    const id = idOf(`group ${role}`) as GroupId;
    return this.until(id, () => {
      const group = this.clusterState.group(id);
      return group.status === 'open' && group.operation === undefined;
    });
  }

  onGroup(
    role: string,
    command: GroupCommand,
    operation: string = this.newOperation(),
  ): Promise<void> {
    return this.run({ kind: 'group', id: idOf(`group ${role}`), command }, operation);
  }

  private direct(command: ClusterCommand): Promise<void> {
    return this.run({ kind: 'cluster', id: CLUSTER, command });
  }

  newOperation(): OperationId {
    this.commands += 1;
    return idOf(`operation ${this.commands}`) as OperationId;
  }

  private metadata(operation: string): Metadata {
    this.commands += 1;
    const id = idOf(`command ${this.process}${this.commands}`);
    const command = { id, type: 'test' };
    return { actor: 'test', authentication: 'none', command, operation, causation: id };
  }
}
