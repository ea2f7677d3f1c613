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

/** The events of an aggregate kind. */
export type EventOf<Kind extends DomainEvent['kind']> = Extract<
  DomainEvent,
  { kind: Kind }
>['event'];

const OPERATION = idOf('operation') as never;

/** The event that brings an opened node into each state. */
const AFTER_OPENING: Readonly<Record<NodeIs, EventOf<'node'> | undefined>> = {
  Up: undefined,
  Down: { type: 'NodeStopped', data: { operation: OPERATION } },
  Paused: { type: 'NodePaused', data: { operation: OPERATION } },
  draining: { type: 'DrainStarted', data: { operation: OPERATION, purpose: 'stop' } },
  crashed: { type: 'NodeCrashed', data: { operation: OPERATION } },
};

/**
 * A cluster state that is built event by event, without a log. It has one group, `g`, and names for
 * all things.
 */
export class BuiltState {
  static readonly GROUP = idOf('g') as GroupId;
  readonly clusterState = new ClusterState();
  /** The event that was applied last. */
  last: DomainEvent | undefined;
  private readonly revisions = new Map<string, number>();
  private position = 0;

  constructor(nodes: Readonly<Record<string, NodeIs>>) {
    this.record('cluster', 'c', { type: 'ClusterFormed', data: { name: 'c', logId: idOf('log') } });
    for (const [name, is] of Object.entries(nodes)) {
      const node = BuiltState.node(name);
      this.record('cluster', 'c', { type: 'NodeAdded', data: { node, name } });
      this.record('node', name, { type: 'NodeOpened', data: { name } });
      const after = AFTER_OPENING[is];
      if (after !== undefined) this.record('node', name, after);
    }
  }

  static readonly node = (name: string): NodeId => idOf(name) as NodeId;

  static readonly resource = (name: string): ResourceId => idOf(name) as ResourceId;

  record<Kind extends DomainEvent['kind']>(kind: Kind, name: string, event: EventOf<Kind>): this {
    const id = kind === 'cluster' ? name : idOf(name);
    const revision = (this.revisions.get(id) ?? -1) + 1;
    this.revisions.set(id, revision);
    this.position += 1;
    const occurrence = {
      eventId: `${event.type} ${name} ${revision}`,
      position: String(this.position),
      operation: 'operation' in event.data ? event.data.operation : OPERATION,
      recordedAt: 0,
    };
    this.last = { kind, id, revision, occurrence, event } as DomainEvent;
    this.clusterState.apply(this.last);
    return this;
  }

  group(owner: string, preferred: readonly string[] = [], policy: Partial<GroupPolicy> = {}): this {
    const group = BuiltState.GROUP;
    const preferredOwners = preferred.map((name) => BuiltState.node(name));
    const data = { owner: BuiltState.node(owner), preferredOwners, policy };
    this.record('cluster', 'c', { type: 'GroupAdded', data: { group, name: 'g', ...data } });
    return this.record('group', 'g', { type: 'GroupOpened', data });
  }

  /** Adds a member; it is Offline. */
  member(name: string, properties: Partial<ResourceProperties> = {}): this {
    const [resource, group] = [BuiltState.resource(name), BuiltState.GROUP];
    const data = { type: 'x', group, properties };
    this.record('cluster', 'c', { type: 'ResourceAdded', data: { resource, name, ...data } });
    this.record('resource', name, { type: 'ResourceOpened', data });
    return this.record('group', 'g', { type: 'GroupMemberAdded', data: { resource } });
  }

  /**
   * An attempt of a member to come online, begun by Tidemark itself or, with `persist`, by an
   * operator.
   */
  pending(name: string, node: string, more: { at?: number; persist?: boolean } = {}): this {
    const data = { ...this.attempt(node), pins: [], persist: false, at: 0, ...more };
    return this.record('resource', name, { type: 'ResourceOnlinePending', data });
  }

  online(name: string, node: string): this {
    const data = { ...this.attempt(node), nodeRevision: 0 };
    return this.record('resource', name, { type: 'ResourceOnline', data });
  }

  /** An attempt to come online that fails, at each of several instants. */
  fails(name: string, node: string, ...instants: readonly number[]): this {
    const resource = this.clusterState.resource(BuiltState.resource(name));
    const isNew = resource.status === 'open' && resource.persistentState === 'Offline';
    instants.forEach((at, index) => {
      const data = { ...this.attempt(node), nodeRevision: 0, reason: 'test', at };
      this.pending(name, node, { at, persist: isNew && index === 0 });
      this.record('resource', name, { type: 'ResourceFailed', data });
    });
    return this;
  }

  /** A whole move. With an instant, a resource failed then, and the failover counts. */
  moves(from: string, to: string, reason: 'operator' | 'failover' | 'drain', at?: number): this {
    const group = this.clusterState.group(BuiltState.GROUP);
    const epoch = group.status === 'open' ? group.epoch + 1 : 0;
    const move = {
      operation: idOf(`move ${epoch}`) as never,
      from: BuiltState.node(from),
      to: BuiltState.node(to),
      epoch,
    };
    this.record('group', 'g', { type: 'GroupMoveStarted', data: { ...move, reason } });
    const { operation } = move;
    const nodeRevision = this.clusterState.revision('node', move.from);
    if (at !== undefined)
      this.record('group', 'g', {
        type: 'GroupFailoverCounted',
        data: { operation, at, nodeRevision },
      });
    this.record('group', 'g', { type: 'GroupOwnerChanged', data: move });
    return this.record('group', 'g', { type: 'GroupMoveCompleted', data: { operation, epoch } });
  }

  private attempt(node: string) {
    const group = this.clusterState.group(BuiltState.GROUP);
    const epoch = group.status === 'open' ? group.epoch : 0;
    return { operation: idOf(`attempt ${epoch}`) as never, epoch, node: BuiltState.node(node) };
  }
}
