import { type RegistryTree } from '#registry';

import { findContainer } from '../../node/decide/decide-crypto.js';
import { type NodeEvent } from '../../node/events.js';
import { type Node, type PresentNode } from '../../node/state.js';
import { type ResourceEvent } from '../../resource/events.js';
import { type OpenResource, type Resource } from '../../resource/state.js';
import { type CheckpointId, type NodeId, type ResourceId } from '../../vocabulary/ids.js';
import { type DataOf } from '../../vocabulary/message.js';
import { CheckpointIndex } from './checkpoint-index.js';
import { type Places } from './clobber-denial.js';
import { OwedCopies } from './owed-copies.js';
import { Denials } from './denials.js';
import { Copies } from '../containers/copies.js';
import { type Occurrence } from '../domain-event.js';
import { type RecentTrees } from '../past/history.js';
import { deletedSince, editsSince } from './since-failure.js';
import {
  isIn,
  UnrestoredCheckpoints,
  type UnrestoredCheckpoint,
} from './unrestored-checkpoints.js';
import { type FrozenState } from '../past/frozen-state.js';

type CapturedData = DataOf<ResourceEvent, 'RegistryCheckpointCaptured'>;
type RestoreFailed = DataOf<
  ResourceEvent,
  'RegistryCheckpointRestoreFailed' | 'CryptoCheckpointRestoreFailed'
>;
type IntervalEvent = Extract<
  ResourceEvent,
  { type: 'ResourceOnline' | 'ResourceOffline' | 'ResourceFailed' }
>;
export type RegistryWrite = Extract<NodeEvent, { type: 'RegistryChanged' | 'RegistryRestored' }>;

type ContainerEvent = Extract<NodeEvent, { type: `KeyContainer${string}` }>;

/** The states that checkpoints refer to. */
type States = Places &
  Readonly<{ node: (id: NodeId) => Node; resource: (id: ResourceId) => Resource }>;

/** Follows the checkpoints of all resources: their keys, copies, and missing restores. */
export class CheckpointFold {
  readonly index: CheckpointIndex;
  readonly copies: Copies;
  readonly denials: Denials;
  readonly unrestored: UnrestoredCheckpoints;
  readonly owed: OwedCopies;

  /** @param from the fold to fork */
  constructor(
    private readonly trees: RecentTrees,
    private readonly states: States,
    from?: CheckpointFold,
  ) {
    this.index = new CheckpointIndex(from?.index);
    this.denials = new Denials(from?.denials);
    this.copies = new Copies(trees, from?.copies);
    this.unrestored = new UnrestoredCheckpoints((id) => states.onlineAt(id), from?.unrestored);
    this.owed = new OwedCopies((id) => states.resource(id), from?.owed);
  }

  freeze(): Pick<
    FrozenState,
    'contents' | 'closings' | 'openings' | 'clobbers' | 'unrestored' | 'denials' | 'owed'
  > {
    const [unrestored, denials] = [this.unrestored.freeze(), this.denials.freeze()];
    return { ...this.copies.freeze(), unrestored, denials, owed: this.owed.freeze() };
  }

  thaw(state: ReturnType<CheckpointFold['freeze']>): void {
    this.copies.thaw(state);
    this.unrestored.thaw(state.unrestored);
    this.denials.thaw(state.denials);
    this.owed.thaw(state.owed);
  }

  /** Takes in a restore onto a node: it overwrites live keys. */
  restored(id: NodeId, data: DataOf<NodeEvent, 'RegistryRestored'>, nodeRevision: number): void {
    for (const ref of this.index.overlapping(data.key))
      if (ref.resource !== data.resource && this.states.onlineAt(ref.resource) === id)
        this.copies.clobbered(ref.checkpoint, {
          resource: data.resource,
          checkpoint: data.checkpoint,
          nodeRevision,
          key: data.key,
        });
  }

  /** Takes in a node's event that changed its registry. */
  registryChanged(
    node: NodeId,
    {
      event,
      before,
      after,
      by: occurrence,
    }: Readonly<{
      event: RegistryWrite;
      before: RegistryTree;
      after: PresentNode;
      by: Occurrence;
    }>,
  ): void {
    const { registry, revision: nodeRevision } = after;
    if ('cure' in event.data) {
      const { cure } = event.data;
      this.owed.cured({ node, nodeRevision, cure, registry, by: occurrence });
    }
    if (this.unrestored.isEmpty) return;
    const isShort = event.type === 'RegistryChanged' && event.data.staged === undefined;
    const touched = isShort
      ? this.index.touched(event.data.changes).map(({ checkpoint }) => checkpoint)
      : undefined;
    const by = event.type === 'RegistryRestored' ? event.data.resource : undefined;
    const isOver = (known: UnrestoredCheckpoint): boolean => this.isOver(known, nodeRevision);
    this.unrestored.changed({ node, nodeRevision, by, touched, isOver }, before, registry);
  }

  /** Takes in a node's event that stored, restored or deleted a key container. */
  containerChanged(
    node: NodeId,
    { event, before, after }: Readonly<{ event: ContainerEvent; before: Node; after: PresentNode }>,
  ): void {
    if (this.unrestored.isEmpty || before.status === 'absent') return;
    const { revision: nodeRevision } = after;
    const by = 'resource' in event.data ? event.data.resource : undefined;
    this.unrestored.containersChanged({ node, nodeRevision, by }, (known) => {
      const resource = this.states.resource(known.resource);
      const name = resource.status === 'open' ? resource.crypto.get(known.checkpoint) : undefined;
      if (resource.status !== 'open' || name === undefined) return undefined;
      if (this.isOver(known, nodeRevision)) return undefined;
      const has = (at: PresentNode): boolean => findContainer(at, name) !== undefined;
      return { before: has(before), after: has(after) };
    });
  }

  /** True for a revision of the node after the online interval that lacks the restore. */
  private isOver(known: UnrestoredCheckpoint, nodeRevision: number): boolean {
    const resource = this.states.resource(known.resource);
    if (resource.status !== 'open') return true;
    const { onlineInterval: interval } = resource;
    return nodeRevision > (interval?.closedAt ?? Infinity) && isIn(interval, known);
  }

  /** Takes in a resource's event. */
  resourceChanged(
    id: ResourceId,
    {
      event,
      occurrence,
      after,
    }: Readonly<{ event: ResourceEvent; occurrence: Occurrence; after: Resource }>,
  ): void {
    this.owed.resourceChanged(id, after);
    switch (event.type) {
      case 'RegistryCheckpointAdded':
        this.added(id, event.data);
        return;
      case 'RegistryCheckpointDeleted':
        this.forget(event.data.checkpoint);
        return;
      case 'RegistryCheckpointCaptured':
        this.captured(id, after, event.data);
        return;
      case 'RegistryCheckpointRestored':
      case 'CryptoCheckpointRestored':
      case 'CryptoCheckpointCaptured':
        this.settle(id, after);
        return;
      case 'RegistryCheckpointRestoreFailed':
      case 'CryptoCheckpointRestoreFailed':
        this.restoreFailed(id, after, { data: event.data, occurrence });
        return;
      case 'ResourceClosed':
        this.unrestored.forget(id);
        return;
      case 'ResourceOnline':
      case 'ResourceOffline':
      case 'ResourceFailed':
        this.intervalChanged(id, after, event);
        return;
      default:
    }
  }

  private intervalChanged(id: ResourceId, after: Resource, event: IntervalEvent): void {
    this.settle(id, after);
    if (after.status !== 'open') return;
    if (event.type === 'ResourceOnline') this.copies.opened(after, event.data.nodeRevision);
    else this.copies.closed(after);
  }

  /** Adds the checkpoints of a resource. */
  addAll(resource: ResourceId, { checkpoints }: OpenResource): void {
    for (const { id: checkpoint, effectiveKey } of checkpoints.values())
      this.index.add({ resource, checkpoint }, effectiveKey);
  }

  private added(
    resource: ResourceId,
    { checkpoint, effectiveKey, captures }: DataOf<ResourceEvent, 'RegistryCheckpointAdded'>,
  ): void {
    if (captures === undefined)
      this.denials.checkpointAdded(this.states, checkpoint, { resource, effectiveKey });
    else this.denials.checkpoints.delete(checkpoint);
    this.index.add({ resource, checkpoint }, effectiveKey);
  }

  private captured(id: ResourceId, after: Resource, data: CapturedData): void {
    this.copies.captured(after, data);
    if ('node' in data.source) this.settle(id, after);
    else if (data.overUnrestored !== undefined)
      this.unrestored.captured(data.checkpoint, data.overUnrestored.nodeRevision);
  }

  private settle(id: ResourceId, after: Resource): void {
    if (after.status === 'open') this.unrestored.settle(id, after);
  }

  /** Edits between the attempted restore and the event of its failure count too. */
  private restoreFailed(
    id: ResourceId,
    after: Resource,
    { data, occurrence }: Readonly<{ data: RestoreFailed; occurrence: Occurrence }>,
  ): void {
    const { checkpoint, node: at, nodeRevision } = data;
    const now = this.states.node(at);
    const missing = after.status === 'open' && after.transition?.unrestored.get(checkpoint);
    if (!missing) return;
    const { key, revision } = missing;
    const name = key === undefined ? after.crypto.get(checkpoint) : undefined;
    this.unrestored.add({
      ...{ resource: id, checkpoint, node: at, key, revision, failed: occurrence },
      edits: key === undefined ? [] : editsSince({ now, then: this.trees }, data, key),
      deletedAt: name && deletedSince(now, nodeRevision, name),
    });
  }

  private forget(id: CheckpointId): void {
    this.index.delete(id);
    this.copies.forget(id);
  }
}

/** True for an event that changes a key container. */
export const isOfContainer = (event: NodeEvent): event is ContainerEvent =>
  event.type.startsWith('KeyContainer');
