import { ClusterError } from '#clusapi';
import { type NodeCommand, type NodeId, type OperationId } from '#domain';
import { liveKeyOf, type CommandEnvelope } from '#processes';

import { idOf, SimulatedCluster } from './simulated-cluster.js';
import { at, groupOf, GROUPS, keyOf, NODES, RESOURCES } from './story-things.js';
import { ValueModel } from './value-model.js';

/** A random act: its kind, and the numbers of two things. */
export type Act = Readonly<{ kind: (typeof KINDS)[number]; a: number; b: number }>;
export const KINDS = [
  'online',
  'offline',
  'move',
  'fail',
  'edit',
  'edit',
  'crash',
  'start',
  'stop',
  'pause',
  'drain',
  'resume',
  'depend',
  'forbid',
  'pass',
] as const;

/** Applies acts to a cluster one after the other. */
export class Story {
  readonly cluster = new SimulatedCluster();
  readonly model = new ValueModel();
  private requests = 0;

  async begin(): Promise<void> {
    const { cluster } = this;
    await cluster.start();
    const data = { name: 'test', logId: idOf('log'), types: ['Generic Service'] };
    await this.direct({ type: 'FormCluster', data });
    for (const [index, node] of NODES.entries())
      await this.direct({ type: 'AddNode', data: { node, name: `n${index}` } });
    for (const [index, group] of GROUPS.entries()) {
      const owner = at(NODES, index);
      const creation = { group, name: `g${index}`, owner, preferredOwners: [] };
      await this.direct({ type: 'AddGroup', data: creation });
    }
    for (const [index, resource] of RESOURCES.entries()) {
      const group = groupOf(index);
      const type = 'Generic Service';
      await this.direct({
        type: 'AddResource',
        data: { resource, name: `r${index}`, type, group },
      });
    }
    await cluster.pass(0);
    for (const index of RESOURCES.keys()) await this.checkpoint(index);
    for (const index of GROUPS.keys()) await this.act({ kind: 'depend', a: index, b: 0 });
    for (const index of RESOURCES.keys()) await this.act({ kind: 'online', a: index, b: 0 });
  }

  async act({ kind, a, b }: Act): Promise<void> {
    const operation = this.operation();
    try {
      await this.carryOut({ kind, a, b }, operation);
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
    }
    await this.cluster.pass(kind === 'pass' ? 4_000_000 : 0);
    this.observe();
  }

  private carryOut(act: Act, operation: OperationId): Promise<void> {
    const { kind, a, b } = act;
    switch (kind) {
      case 'online':
      case 'offline':
        return this.bring(kind, a, operation);
      case 'move':
        return this.move(a, at(NODES, b), operation);
      case 'edit':
        return this.edit(b % NODES.length, a);
      case 'fail':
      case 'forbid':
      case 'depend':
        return this.onResource(act, operation);
      case 'pass':
        return Promise.resolve();
      default:
        return this.cluster.run({
          kind: 'node',
          id: at(NODES, a),
          command: nodeCommand(kind, b, operation),
        });
    }
  }

  private onResource({ kind, a, b }: Act, operation: OperationId): Promise<void> {
    const resource = at(RESOURCES, a);
    if (kind === 'depend') {
      const provider = at(RESOURCES, a + GROUPS.length);
      const isOnline = this.stateOf(a) !== 'Offline';
      return this.onGroup(a, { type: 'AddDependency', data: { resource, provider, isOnline } });
    }
    const owner = this.ownerOf(a);
    const nodeRevision = this.cluster.clusterState.revision('node', owner);
    const failure = { operation, nodeRevision, reason: 'test', at: this.cluster.clock.now() };
    const removal = { node: at(NODES, b), nodes: NODES, owner };
    return this.cluster.run({
      kind: 'resource',
      id: resource,
      command:
        kind === 'fail'
          ? { type: 'FailResource', data: failure }
          : { type: 'RemovePossibleOwner', data: removal },
    });
  }

  private async move(a: number, to: NodeId, operation: OperationId): Promise<void> {
    const state = this.cluster.clusterState.node(to);
    if (state.status === 'present' && state.state === 'Up')
      await this.onGroup(a, { type: 'StartGroupMove', data: { operation, to } });
  }

  private async bring(
    kind: 'online' | 'offline',
    a: number,
    operation: OperationId,
  ): Promise<void> {
    const resources = [at(RESOURCES, a)];
    const owner = this.cluster.clusterState.node(this.ownerOf(a));
    if (kind === 'online' && (owner.status === 'absent' || owner.state !== 'Up')) return;
    const data = { operation, kind, resources, persist: true };
    await this.onGroup(a, { type: 'StartGroupOperation', data });
  }

  private async edit(node: number, resource: number): Promise<void> {
    const id = at(NODES, node);
    const state = this.cluster.clusterState.node(id);
    if (state.status === 'absent' || state.hasCrashed) return;
    const isOnline = this.cluster.clusterState.onlineAt(at(RESOURCES, resource)) === id;
    const number = this.model.edit(node, resource, isOnline);
    await this.onNode(id, {
      type: 'ChangeRegistry',
      data: {
        changes: [
          { op: 'set', key: keyOf(resource), name: 'v', value: { type: 'REG_DWORD', number } },
        ],
      },
    });
  }

  private async checkpoint(index: number): Promise<void> {
    const owner = NODES.indexOf(this.ownerOf(index));
    await this.edit(owner, index);
    const value = this.model.valueAt(owner, index) ?? 0;
    this.model.keep(index, value);
    const key = keyOf(index);
    const taken = liveKeyOf(this.cluster.clusterState, at(NODES, owner), key);
    const checkpoint = idOf(`checkpoint ${index}`) as never;
    const data = { checkpoint, key, view: '64-bit', effectiveKey: key, taken } as const;
    const command = { type: 'AddRegistryCheckpoint', data } as const;
    await this.cluster.run({ kind: 'resource', id: at(RESOURCES, index), command });
  }

  /** Tells the model which resources have come online. */
  private observe(): void {
    for (const [index, id] of RESOURCES.entries()) {
      const resource = this.cluster.clusterState.resource(id);
      const node = this.cluster.clusterState.onlineAt(id);
      if (resource.status === 'open' && node !== undefined)
        this.model.isAt(NODES.indexOf(node), index, resource.stateSequence);
    }
  }

  private stateOf(resource: number): string {
    const state = this.cluster.clusterState.resource(at(RESOURCES, resource));
    return state.status === 'open' ? state.state : state.status;
  }

  private ownerOf(resource: number): NodeId {
    const group = this.cluster.clusterState.group(groupOf(resource));
    if (group.status !== 'open') throw new Error('the group is not open');
    return group.owner;
  }

  private direct(command: Extract<CommandEnvelope, { kind: 'cluster' }>['command']): Promise<void> {
    return this.cluster.run({ kind: 'cluster', id: 'test', command });
  }

  private onNode(
    id: NodeId,
    command: Extract<CommandEnvelope, { kind: 'node' }>['command'],
  ): Promise<void> {
    return this.cluster.run({ kind: 'node', id, command });
  }

  private onGroup(
    resource: number,
    command: Extract<CommandEnvelope, { kind: 'group' }>['command'],
  ): Promise<void> {
    return this.cluster.run({ kind: 'group', id: groupOf(resource), command });
  }

  private operation(): OperationId {
    this.requests += 1;
    return idOf(`request ${this.requests}`) as OperationId;
  }
}

const nodeCommand = (kind: Act['kind'], b: number, operation: OperationId): NodeCommand => {
  switch (kind) {
    case 'crash':
      return { type: 'CrashNode', data: { operation } };
    case 'start':
      return { type: 'StartNode', data: { operation } };
    case 'stop':
      return { type: 'StopNode', data: { operation } };
    case 'drain':
      return { type: 'PauseNode', data: { operation, drain: { force: b > 9 } } };
    case 'resume':
      return {
        type: 'ResumeNode',
        data: { operation, failback: b > 9 ? 'immediate' : 'none' },
      };
    default:
      return { type: 'PauseNode', data: { operation } };
  }
};
