import {
  emptyTree,
  findKey,
  type RegistryChange,
  type RegistryKey,
  type RegistryTree,
} from '#registry';

import { type Cluster } from '../cluster/state.js';
import { type Group } from '../group/state.js';
import { node } from '../node/decide.js';
import { type NodeEvent } from '../node/events.js';
import { type Node, type PresentNode } from '../node/state.js';
import { resource } from '../resource/decide.js';
import { type ResourceEvent } from '../resource/events.js';
import { type Resource } from '../resource/state.js';
import {
  type CheckpointId,
  type GroupId,
  type NodeId,
  type ResourceId,
} from '../vocabulary/ids.js';
import { Aggregates } from './aggregates.js';
import { type Copies } from './containers/copies.js';
import { CheckpointFold, isOfContainer } from './checkpoints/checkpoint-fold.js';
import { type Denials } from './checkpoints/denials.js';
import { type CheckpointRef } from './checkpoints/checkpoint-index.js';
import { ClusterView } from './cluster-view.js';
import { type AggregateKind, type DomainEvent, type Occurrence } from './domain-event.js';
import { type CaptureContent, type Clobber, type FrozenState } from './past/frozen-state.js';
import { RecentTrees } from './past/history.js';
import { Leftovers } from './containers/leftovers.js';
import { SealedKeys } from './containers/sealed-keys.js';
import { type UnrestoredCheckpoints } from './checkpoints/unrestored-checkpoints.js';

/**
 * The present cluster: the state of every aggregate, and the indexes that keep each decision cheap.
 * Events are applied in the order of the log.
 */
export class ClusterState extends ClusterView {
  private readonly aggregates: Aggregates;
  private readonly trees: RecentTrees;
  private readonly checkpoints: CheckpointFold;
  /** The sealed keys that no event refers to, either no longer or not yet. */
  readonly sealedKeys: SealedKeys;
  readonly leftovers: Leftovers;

  /** @param from the state to fork */
  constructor(from?: ClusterState) {
    super();
    this.aggregates = from?.aggregates.fork() ?? Aggregates.initial();
    this.trees = from?.trees.fork() ?? new RecentTrees();
    this.checkpoints = new CheckpointFold(this.trees, this, from?.checkpoints);
    this.sealedKeys = new SealedKeys(from?.sealedKeys);
    this.leftovers = new Leftovers(from?.leftovers);
  }

  /**
   * A copy that changes independently: an event that is applied to one side never shows on the
   * other. A fork takes constant time; afterwards each side copies the parts that it changes.
   */
  fork(): ClusterState {
    return new ClusterState(this);
  }

  get cluster(): Cluster {
    return this.aggregates.cluster;
  }

  node(id: NodeId): Node {
    return this.aggregates.node(id);
  }

  group(id: GroupId): Group {
    return this.aggregates.group(id);
  }

  resource(id: ResourceId): Resource {
    return this.aggregates.resource(id);
  }

  presentNode(id: NodeId): PresentNode | undefined {
    const state = this.node(id);
    return state.status === 'present' ? state : undefined;
  }

  groupsOn(id: NodeId): readonly GroupId[] {
    return this.aggregates.groupsOn(id);
  }

  /** The nodes that have left the cluster. */
  evicted(): readonly NodeId[] {
    return this.aggregates.evicted();
  }

  registryKey(id: NodeId, key: string): RegistryKey | undefined {
    const found = this.presentNode(id);
    return found && findKey(found.registry, key);
  }

  hasRegistryKey(id: NodeId, key: string): boolean {
    return this.registryKey(id, key) !== undefined;
  }

  /** A node's registry just after a revision; undefined if the revision is too old. */
  treeAt(id: NodeId, revision: number): RegistryTree | undefined {
    return this.trees.at(id, revision);
  }

  /** The revision since which a key of a registry is as it is; undefined if that is too old. */
  since(id: NodeId, key: string): number | undefined {
    return this.trees.since(id, key);
  }

  /** The last capture of a checkpoint. */
  content(id: CheckpointId): CaptureContent | undefined {
    return this.checkpoints.copies.content(id);
  }

  /** The hashes under checkpointed keys at the beginning and the end of online intervals. */
  get intervals(): Pick<Copies, 'openingHash' | 'closingHash'> {
    return this.checkpoints.copies;
  }

  /** The registry checkpoints whose last capture repeats one that only the log has. */
  unknownContents(): readonly CheckpointRef[] {
    const unknown = new Set(this.checkpoints.copies.unknown());
    return this.aggregates
      .registryCheckpoints()
      .filter(({ checkpoint }) => unknown.has(checkpoint));
  }

  /** Takes the content of the last capture from a caller that has read the log. */
  learnContent(id: CheckpointId, content: CaptureContent): void {
    this.checkpoints.copies.learn(id, content);
  }

  /** The restore that has overwritten this live checkpoint since its last capture. */
  clobber(id: CheckpointId): Clobber | undefined {
    return this.checkpoints.copies.clobber(id);
  }

  /** The checkpoints whose restore is missing. */
  get unrestored(): Pick<UnrestoredCheckpoints, 'get' | 'onlineOn' | 'count'> {
    return this.checkpoints.unrestored;
  }

  /** The checkpoints and moves that the clobber policy did not allow. */
  get denials(): Pick<Denials, 'checkpoints' | 'moves'> {
    return this.checkpoints.denials;
  }

  /** The checkpoints of resources online on that node that a change there touches. */
  touched(id: NodeId, changes: readonly RegistryChange[]): readonly CheckpointRef[] {
    return this.checkpoints.index
      .touched(changes)
      .filter((ref) => this.onlineAt(ref.resource) === id);
  }

  overlapping(effectiveKey: string): readonly CheckpointRef[] {
    return this.checkpoints.index.overlapping(effectiveKey);
  }

  /** The whole state as immutable values. Later events do not change them. */
  freeze(): FrozenState {
    return {
      ...this.aggregates.freeze(),
      ...this.checkpoints.freeze(),
      trees: this.trees.freeze(),
      sealed: this.sealedKeys.freeze(),
    };
  }

  /** A cluster state that continues from a frozen one. */
  static thaw(frozen: FrozenState): ClusterState {
    return new ClusterState().thawed(frozen);
  }

  protected thawed(frozen: FrozenState): this {
    this.aggregates.thaw(frozen);
    this.checkpoints.thaw(frozen);
    this.sealedKeys.thaw(frozen.sealed);
    this.trees.thaw(frozen.trees);
    for (const [id, state] of frozen.resources)
      if (state.status === 'open') this.checkpoints.addAll(id, state);
    return this;
  }

  /** An aggregate's state for its decider; `initial` if the aggregate has no events. */
  state(kind: AggregateKind, id: string): Cluster | Node | Group | Resource {
    return this.aggregates.state(kind, id);
  }

  revision(kind: AggregateKind, id: string): number {
    return this.aggregates.revision(kind, id);
  }

  apply(domainEvent: DomainEvent): void {
    this.aggregates.noteRevision(domainEvent.kind, domainEvent.id, domainEvent.revision);
    this.sealedKeys.take(domainEvent.event);
    switch (domainEvent.kind) {
      case 'cluster':
        this.aggregates.evolveCluster(domainEvent.event);
        return;
      case 'node':
        this.applyNode(domainEvent.id as NodeId, domainEvent.event);
        return;
      case 'group':
        this.aggregates.evolveGroup(domainEvent.id as GroupId, domainEvent.event);
        this.checkpoints.denials.groupChanged(this, domainEvent.id as GroupId, domainEvent.event);
        return;
      case 'resource':
        this.applyResource(domainEvent.id as ResourceId, domainEvent.event, domainEvent.occurrence);
    }
  }

  private applyNode(id: NodeId, event: NodeEvent): void {
    const before = this.node(id);
    const after = this.evolveNode(before, event);
    this.aggregates.setNode(id, after);
    if (after.status === 'absent') return;
    if (event.type === 'RegistryRestored')
      this.checkpoints.restored(id, event.data, after.revision);
    if (isOfContainer(event)) this.checkpoints.containerChanged(id, { event, before, after });
    else this.noteRegistry(id, { event, before, after });
  }

  protected evolveNode(before: Node, event: NodeEvent): Node {
    return node.evolve(before, event);
  }

  /** Takes in the registry of a node after an event. */
  protected noteRegistry(
    id: NodeId,
    { event, before, after }: Readonly<{ event: NodeEvent; before: Node; after: PresentNode }>,
  ): void {
    const tree = before.status === 'absent' ? undefined : before.registry;
    if (tree !== after.registry) this.trees.push(id, after.revision, after.registry);
    if (event.type === 'RegistryChanged' || event.type === 'RegistryRestored')
      this.checkpoints.registryChanged(id, { event, before: tree ?? emptyTree, after });
  }

  private applyResource(id: ResourceId, event: ResourceEvent, occurrence: Occurrence): void {
    const before = this.resource(id);
    const after = resource.evolve(before, event);
    this.aggregates.setResource(id, after);
    if (event.type === 'ResourceClosed') this.leftovers.closed(id, before);
    this.checkpoints.resourceChanged(id, { event, occurrence, after });
  }
}
