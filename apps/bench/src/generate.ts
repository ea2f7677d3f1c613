import {
  cluster,
  group,
  node,
  resource,
  streamName,
  ClusterState,
  type CheckpointId,
  type ClusterCommand,
  type GroupCommand,
  type GroupId,
  type Message,
  type NodeId,
  type OperationId,
  type ResourceCommand,
  type ResourceId,
} from '#domain';
import { eventId, uuidV5, type EventStore, type Metadata, type NewEvent } from '#event-store';
import { PROCESSES, liveKeyOf, type CommandEnvelope, type Process, type DueStep } from '#processes';
import { type RegistryChange } from '#registry';

import { CLUSTER, groupAt, idFor, nodeAt, resourceAt } from './names.js';
import { seeded } from './seeded.js';

/** The most appends under way while a history is written. */
const WINDOW = 4000;

const NOW = { phase: 'following', now: 0 } as const;

const nextOf = (name: string, clusterState: ClusterState, key: string): readonly DueStep[] =>
  PROCESSES.find((process: Process) => process.name === name)?.next(clusterState, key, NOW) ?? [];

/** The size and the content of a history. */
export type Sizes = Readonly<{
  events: number;
  nodes: number;
  values: number;
  resources: number;
  /** `CLUSTER` by default. */
  cluster?: string;
}>;

/**
 * A history as a real cluster writes it: deciders decide, and processes add their steps. It has
 * edits of values, some hot, captures of online resources, and moves now and then.
 */
export class Generator {
  readonly clusterState = new ClusterState();
  count = 0;
  private commands = 0;
  private pending: Promise<unknown>[] = [];

  constructor(
    private readonly store: EventStore,
    private readonly sizes: Sizes,
    private readonly random = seeded(7),
  ) {}

  async run(): Promise<void> {
    this.form();
    while (this.count < this.sizes.events) {
      this.step();
      if (this.pending.length >= WINDOW) await this.flush();
    }
    await this.flush();
  }

  /** Edits an existing value; hot values more often. */
  edit(index = Math.floor(this.random() ** 3 * this.sizes.values)): void {
    const at = nodeAt(Math.floor(this.random() * this.sizes.nodes));
    const change = this.valueAt(index, Math.floor(this.random() * 1e6));
    this.carryOut(
      { kind: 'node', id: at, command: { type: 'ChangeRegistry', data: { changes: [change] } } },
      this.newOperation(),
    );
    for (let of = 0; of < this.sizes.resources; of += 1)
      this.settle(nextOf('pending-captures', this.clusterState, resourceAt(of)));
  }

  async flush(): Promise<void> {
    await Promise.all(this.pending);
    this.pending = [];
  }

  private get cluster(): string {
    return this.sizes.cluster ?? CLUSTER;
  }

  private step(): void {
    if (this.random() < 0.002) this.move();
    else this.edit();
  }

  private form(): void {
    const { nodes, resources, values } = this.sizes;
    const operation = this.newOperation();
    const direct = (command: ClusterCommand): void => {
      this.carryOut({ kind: 'cluster', id: this.cluster, command }, operation);
    };
    direct({
      type: 'FormCluster',
      data: { name: this.cluster, logId: idFor('log'), types: ['Generic Service'] },
    });
    for (let at = 0; at < nodes; at += 1) {
      direct({ type: 'AddNode', data: { node: nodeAt(at), name: `node-${at}` } });
      this.carryOut(
        {
          kind: 'node',
          id: nodeAt(at),
          command: { type: 'OpenNode', data: { name: `node-${at}` } },
        },
        operation,
      );
      this.fill(nodeAt(at), values);
    }
    for (let at = 0; at < resources; at += 1) this.addRole(at, direct);
  }

  private fill(id: NodeId, values: number): void {
    const all = Array.from({ length: values }, (_, index) => this.valueAt(index, index));
    for (let at = 0; at < all.length; at += 1000)
      this.carryOut(
        {
          kind: 'node',
          id,
          command: { type: 'ChangeRegistry', data: { changes: all.slice(at, at + 1000) } },
        },
        this.newOperation(),
      );
  }

  private addRole(at: number, direct: (command: ClusterCommand) => void): void {
    const [id, role] = [resourceAt(at), groupAt(at)];
    const owner = nodeAt(at % this.sizes.nodes);
    const operation = this.newOperation();
    const owned = { owner, preferredOwners: [] };
    const typed = { type: 'Generic Service', group: role };
    direct({ type: 'AddGroup', data: { group: role, name: `role-${at}`, ...owned } });
    direct({ type: 'AddResource', data: { resource: id, name: `app-${at}`, ...typed } });
    const onGroup = (command: GroupCommand): void => {
      this.carryOut({ kind: 'group', id: role, command }, operation);
    };
    onGroup({ type: 'OpenGroup', data: owned });
    this.onResource(id, { type: 'OpenResource', data: typed });
    onGroup({ type: 'AddGroupMember', data: { resource: id } });
    this.addCheckpoint(id, owner, at);
    const start = { operation, kind: 'online', resources: [id], persist: true } as const;
    onGroup({ type: 'StartGroupOperation', data: start });
    this.finish(role);
  }

  private addCheckpoint(id: ResourceId, owner: NodeId, at: number): void {
    const key = `SOFTWARE\\Bench\\Key ${at}`;
    const found = liveKeyOf(this.clusterState, owner, key);
    const taken = found?.exists === true ? { source: found.source, hash: found.hash } : undefined;
    const checkpoint = idFor(`checkpoint ${at}`) as CheckpointId;
    const data = { checkpoint, key, view: '64-bit', effectiveKey: key, taken } as const;
    this.onResource(id, { type: 'AddRegistryCheckpoint', data });
  }

  private onResource(id: ResourceId, command: ResourceCommand): void {
    this.carryOut({ kind: 'resource', id, command }, this.newOperation());
  }

  private move(): void {
    const role = groupAt(Math.floor(this.random() * this.sizes.resources));
    const to = nodeAt(Math.floor(this.random() * this.sizes.nodes));
    const operation = this.newOperation();
    this.carryOut(
      { kind: 'group', id: role, command: { type: 'StartGroupMove', data: { operation, to } } },
      operation,
    );
    this.finish(role);
  }

  private finish(role: GroupId): void {
    for (;;) {
      const state = this.clusterState.group(role);
      if (state.status !== 'open' || state.operation === undefined) return;
      this.settle(nextOf('group-operation', this.clusterState, role));
    }
  }

  private settle(steps: readonly DueStep[]): void {
    for (const step of steps)
      if (step.kind !== 'backup-work')
        this.carryOut(step, step.operation ?? this.newOperation(), step.rule);
  }

  private carryOut(
    envelope: CommandEnvelope,
    operation: OperationId,
    rule?: Metadata['rule'],
  ): void {
    if (envelope.kind === 'key' || envelope.kind === 'backup') return;
    const { kind, id } = envelope;
    const stream = streamName(this.cluster, kind, id);
    const before = this.clusterState.revision(kind, id);
    const events = this.decide(envelope);
    if (events.length === 0) return;
    this.commands += 1;
    const command = { id: uuidV5(operation, String(this.commands)), type: envelope.command.type };
    const metadata: Metadata = {
      actor: 'bench',
      authentication: 'none',
      command,
      operation,
      causation: command.id,
      ...(rule !== undefined && { rule }),
    };
    const written = events.map(({ type, data }, index): NewEvent => {
      const revision = before + 1 + index;
      this.clusterState.apply({ kind, id, revision, event: { type, data } } as never);
      const place = { stream, revision: BigInt(revision), type };
      return { id: eventId(command.id, place), type, data, metadata };
    });
    this.count += events.length;
    this.pending.push(this.store.append(stream, written, BigInt(before)));
  }

  private decide({
    kind,
    id,
    command,
  }: Exclude<CommandEnvelope, { kind: 'key' | 'backup' }>): readonly Message[] {
    const { clusterState } = this;
    switch (kind) {
      case 'cluster':
        return cluster.decide(command, clusterState.cluster);
      case 'node':
        return node.decide(command, clusterState.node(id as NodeId));
      case 'group':
        return group.decide(command, clusterState.group(id as GroupId));
      case 'resource':
        return resource.decide(command, clusterState.resource(id as ResourceId));
    }
  }

  /** The value at an index. A key has about ten values; a resource has at least two keys. */
  private valueAt(index: number, number: number): RegistryChange {
    const keys = Math.max(2 * this.sizes.resources, Math.ceil(this.sizes.values / 10));
    const key = `SOFTWARE\\Bench\\Key ${index % keys}`;
    return { op: 'set', key, name: `Value ${index}`, value: { type: 'REG_DWORD', number } };
  }

  private newOperation(): OperationId {
    this.commands += 1;
    return idFor(`operation ${this.commands}`) as OperationId;
  }
}
