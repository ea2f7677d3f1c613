import {
  ClusterState,
  type DomainEvent,
  type GroupId,
  type GroupPolicy,
  type NodeId,
  type ResourceId,
  type ResourceProperties,
} from '#domain';

import { idOf } from './simulated-cluster.js';

export type NodeIs = 'Up' | 'Down' | 'Paused' | 'draining' | 'crashed';

type EventOf<Kind extends DomainEvent['kind']> = Extract<DomainEvent, { kind: Kind }>['event'];

const OPERATION = idOf('operation') as never;

/** The events of each kind of node. */
const AFTER_OPENING: Readonly<Record<NodeIs, EventOf<'node'> | undefined>> = {
  Up: undefined,
  Down: { type: 'NodeStopped', data: { operation: OPERATION } },
  Paused: { type: 'NodePaused', data: { operation: OPERATION } },
  draining: { type: 'DrainStarted', data: { operation: OPERATION, purpose: 'stop' } },
  crashed: { type: 'NodeCrashed', data: { operation: OPERATION } },
};

/** A cluster state that is told event by event, without a log: one group `g`, things by their names. */
export class ToldState {
  static readonly GROUP = idOf('g') as GroupId;
  readonly clusterState = new ClusterState();
  private readonly revisions = new Map<string, number>();

  constructor(nodes: Readonly<Record<string, NodeIs>>) {
    this.tell('cluster', 'c', { type: 'ClusterFormed', data: { name: 'c', logId: '' } });
    for (const [name, is] of Object.entries(nodes)) {
      const node = ToldState.node(name);
      this.tell('cluster', 'c', { type: 'NodeAdded', data: { node, name } });
      this.tell('node', name, { type: 'NodeOpened', data: { name } });
      const after = AFTER_OPENING[is];
      if (after !== undefined) this.tell('node', name, after);
    }
  }

  static node(name: string): NodeId {
    return idOf(name) as NodeId;
  }

  static resource(name: string): ResourceId {
    return idOf(name) as ResourceId;
  }

  tell<Kind extends DomainEvent['kind']>(kind: Kind, name: string, event: EventOf<Kind>): this {
    const id = kind === 'cluster' ? name : idOf(name);
    const revision = (this.revisions.get(id) ?? -1) + 1;
    this.revisions.set(id, revision);
    this.clusterState.apply({ kind, id, revision, event } as DomainEvent);
    return this;
  }

  group(owner: string, preferred: readonly string[] = [], policy: Partial<GroupPolicy> = {}): this {
    const group = ToldState.GROUP;
    const preferredOwners = preferred.map((name) => ToldState.node(name));
    const data = { owner: ToldState.node(owner), preferredOwners, policy };
    this.tell('cluster', 'c', { type: 'GroupAdded', data: { group, name: 'g', ...data } });
    return this.tell('group', 'g', { type: 'GroupOpened', data });
  }

  /** A member; it is Offline. */
  member(name: string, properties: Partial<ResourceProperties> = {}): this {
    const [resource, group] = [ToldState.resource(name), ToldState.GROUP];
    const data = { type: 'x', group, properties };
    this.tell('cluster', 'c', { type: 'ResourceAdded', data: { resource, name, ...data } });
    this.tell('resource', name, { type: 'ResourceOpened', data });
    return this.tell('group', 'g', { type: 'GroupMemberAdded', data: { resource } });
  }

  /** An attempt of a member to come online, begun by Tidemark itself or, with `persist`, by an operator. */
  pending(name: string, node: string, more: { at?: number; persist?: boolean } = {}): this {
    const data = { ...this.attempt(node), pins: [], persist: false, at: 0, ...more };
    return this.tell('resource', name, { type: 'ResourceOnlinePending', data });
  }

  online(name: string, node: string): this {
    const data = { ...this.attempt(node), nodeRevision: 0 };
    return this.tell('resource', name, { type: 'ResourceOnline', data });
  }

  /** It was to be online, and fails at each of some instants. */
  fails(name: string, node: string, ...instants: readonly number[]): this {
    const resource = this.clusterState.resource(ToldState.resource(name));
    const isNew = resource.status === 'open' && resource.persistentState === 'Offline';
    instants.forEach((at, index) => {
      const data = { ...this.attempt(node), nodeRevision: 0, reason: 'test', at };
      this.pending(name, node, { at, persist: isNew && index === 0 });
      this.tell('resource', name, { type: 'ResourceFailed', data });
    });
    return this;
  }

  /** The whole of a move; counted where a resource failed at an instant. */
  moves(from: string, to: string, reason: 'operator' | 'failover' | 'drain', at?: number): this {
    const group = this.clusterState.group(ToldState.GROUP);
    const epoch = group.status === 'open' ? group.epoch + 1 : 0;
    const move = {
      operation: idOf(`move ${epoch}`) as never,
      from: ToldState.node(from),
      to: ToldState.node(to),
      epoch,
    };
    this.tell('group', 'g', { type: 'GroupMoveStarted', data: { ...move, reason } });
    const { operation } = move;
    const nodeRevision = this.clusterState.revision('node', move.from);
    if (at !== undefined)
      this.tell('group', 'g', {
        type: 'GroupFailoverCounted',
        data: { operation, at, nodeRevision },
      });
    this.tell('group', 'g', { type: 'GroupOwnerChanged', data: move });
    return this.tell('group', 'g', { type: 'GroupMoveCompleted', data: { operation, epoch } });
  }

  private attempt(node: string) {
    const group = this.clusterState.group(ToldState.GROUP);
    const epoch = group.status === 'open' ? group.epoch : 0;
    return { operation: idOf(`attempt ${epoch}`) as never, epoch, node: ToldState.node(node) };
  }
}
