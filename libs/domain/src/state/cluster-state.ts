import { emptyTree, type RegistryChange, type RegistryTree } from '#registry';

import { type ClusterEvent } from '../cluster/events.js';
import { node } from '../node/decide.js';
import { type NodeEvent } from '../node/events.js';
import { type Node, type PresentNode } from '../node/state.js';
import { resource } from '../resource/decide.js';
import { type ResourceEvent } from '../resource/events.js';
import {
  type BackupId,
  type CheckpointId,
  type GroupId,
  type NodeId,
  type ResourceId,
} from '../vocabulary/ids.js';
import { AggregateView } from './aggregate-view.js';
import { Aggregates } from './aggregates.js';
import { type Copies } from './containers/copies.js';
import { Causes } from './causes/causes.js';
import { CheckpointFold, isOfContainer } from './checkpoints/checkpoint-fold.js';
import { type Denials } from './checkpoints/denials.js';
import { type CheckpointRef } from './checkpoints/checkpoint-index.js';
import { type OwedCopies } from './checkpoints/owed-copies.js';
import { type DomainEvent, type Occurrence } from './domain-event.js';
import { type CaptureContent, type Clobber, type FrozenState } from './past/frozen-state.js';
import { RecentTrees } from './past/history.js';
import { LearntTarget } from './restoring/restore-target.js';
import { Leftovers } from './containers/leftovers.js';
import { SealedKeys } from './containers/sealed-keys.js';
import { type UnrestoredCheckpoints } from './checkpoints/unrestored-checkpoints.js';

/** An event of a node, and the node before and after it. */
type NodeChange = Readonly<{
  event: NodeEvent;
  before: Node;
  after: PresentNode;
  by: Occurrence;
}>;

/** The parts that others may see. */
type Shown = Partial<Pick<ClusterState, 'sealedKeys' | 'leftovers' | 'causes' | 'target'>>;

/**
 * The present cluster: the state of every aggregate, and the indexes that keep each decision cheap.
 * Events are applied in the order of the log.
 */
export class ClusterState extends AggregateView {
  private readonly trees: RecentTrees;
  private readonly checkpoints: CheckpointFold;
  /** The sealed keys that no event refers to, either no longer or not yet. */
  readonly sealedKeys: SealedKeys;
  readonly leftovers: Leftovers;
  readonly causes: Causes;
  readonly target: LearntTarget;
  private newest: Occurrence | undefined;

  /** @param from the state to fork */
  constructor(from?: ClusterState) {
    super(from?.aggregates.fork() ?? Aggregates.initial());
    const { sealedKeys, leftovers, causes, target }: Shown = from ?? {};
    this.trees = from?.trees.fork() ?? new RecentTrees();
    this.checkpoints = new CheckpointFold(this.trees, this, from?.checkpoints);
    this.sealedKeys = new SealedKeys(sealedKeys);
    this.leftovers = new Leftovers(leftovers);
    this.causes = new Causes(causes);
    this.target = new LearntTarget(target);
    this.newest = from?.newest;
  }

  /**
   * A copy that changes independently: an event that is applied to one side never shows on the
   * other. A fork takes constant time; afterwards each side copies the parts that it changes.
   */
  fork(): ClusterState {
    return new ClusterState(this);
  }

  /** The last event that was applied; undefined if none was since a snapshot. */
  get last(): Occurrence | undefined {
    return this.newest;
  }

  /** A node's registry just after a revision; undefined if the revision is too old. */
  treeAt(id: NodeId, revision: number): RegistryTree | undefined {
    return this.trees.at(id, revision);
  }

  /** The event that made a node's registry as it was just after a revision. */
  changedBy(id: NodeId, revision: number): Occurrence | undefined {
    return this.trees.eventAt(id, revision);
  }

  /** The revision and event since which a key of a registry is as it is, as far back as known. */
  since(id: NodeId, key: string): ReturnType<RecentTrees['since']> {
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

  /** The stored copies that cures have promised. */
  get owed(): Pick<OwedCopies, 'of'> {
    return this.checkpoints.owed;
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
      causes: this.causes.freeze(),
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
    this.causes.thaw(frozen.causes);
    for (const [id, state] of frozen.resources)
      if (state.status === 'open') this.checkpoints.addAll(id, state);
    return this;
  }

  apply(domainEvent: DomainEvent): void {
    this.evolve(domainEvent);
    this.newest = domainEvent.occurrence;
    this.noteCause(domainEvent);
  }

  /** Remembers an event as a possible cause. */
  protected noteCause(domainEvent: DomainEvent): void {
    this.causes.take(domainEvent, this);
  }

  private evolve(domainEvent: DomainEvent): void {
    this.aggregates.noteRevision(domainEvent.kind, domainEvent.id, domainEvent.revision);
    this.sealedKeys.take(domainEvent.event);
    switch (domainEvent.kind) {
      case 'cluster':
        this.evolveCluster(domainEvent.event);
        return;
      case 'node':
        this.applyNode(domainEvent.id as NodeId, domainEvent.event, domainEvent.occurrence);
        return;
      case 'group':
        this.aggregates.evolveGroup(domainEvent.id as GroupId, domainEvent.event);
        this.checkpoints.denials.groupChanged(this, domainEvent.id as GroupId, domainEvent.event);
        return;
      case 'resource':
        this.applyResource(domainEvent.id as ResourceId, domainEvent.event, domainEvent.occurrence);
        return;
      case 'backup':
        this.aggregates.evolveBackup(domainEvent.id as BackupId, domainEvent.event);
    }
  }

  private applyNode(id: NodeId, event: NodeEvent, by: Occurrence): void {
    const before = this.node(id);
    const after = this.evolveNode(before, event);
    this.aggregates.setNode(id, after);
    if (after.status === 'absent') return;
    if (event.type === 'RegistryRestored')
      this.checkpoints.restored(id, event.data, after.revision);
    if (isOfContainer(event)) this.checkpoints.containerChanged(id, { event, before, after });
    else this.noteRegistry(id, { event, before, after, by });
  }

  protected evolveCluster(event: ClusterEvent): void {
    this.aggregates.evolveCluster(event);
    this.target.take(event);
  }

  protected evolveNode(before: Node, event: NodeEvent): Node {
    return node.evolve(before, event);
  }

  /** Takes in the registry of a node after an event. */
  protected noteRegistry(id: NodeId, { event, before, after, by }: NodeChange): void {
    const tree = before.status === 'absent' ? undefined : before.registry;
    if (tree !== after.registry)
      this.trees.push(id, { revision: after.revision, tree: after.registry, by });
    if (event.type === 'RegistryChanged' || event.type === 'RegistryRestored')
      this.checkpoints.registryChanged(id, {
        ...{ event, before: tree ?? emptyTree, after, by },
      });
  }

  private applyResource(id: ResourceId, event: ResourceEvent, occurrence: Occurrence): void {
    const before = this.resource(id);
    const after = resource.evolve(before, event);
    this.aggregates.setResource(id, after);
    if (event.type === 'ResourceClosed') this.leftovers.closed(id, before);
    this.checkpoints.resourceChanged(id, { event, occurrence, after });
  }
}
