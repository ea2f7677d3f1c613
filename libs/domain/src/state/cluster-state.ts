import { emptyTree, type RegistryChange, type RegistryTree } from '#registry';

import { cluster } from '../cluster/decide.js';
import { type Cluster } from '../cluster/state.js';
import { group } from '../group/decide.js';
import { type GroupEvent } from '../group/events.js';
import { type Group } from '../group/state.js';
import { node } from '../node/decide.js';
import { type NodeEvent } from '../node/events.js';
import { type Node } from '../node/state.js';
import { resource } from '../resource/decide.js';
import { type ResourceEvent } from '../resource/events.js';
import { type Resource } from '../resource/state.js';
import { type CheckpointId, type GroupId, type NodeId, type ResourceId } from '../shared/ids.js';
import { type AggregateKind, type Fact, type Occurrence } from './fact.js';
import { CheckpointFold } from './checkpoint-fold.js';
import { type CheckpointRef } from './checkpoint-index.js';
import { SealedKeys } from './sealed-keys.js';
import { fill } from './fill.js';
import { Leftovers } from './leftovers.js';
import { RecentTrees } from './history.js';
import { type UnrestoredCheckpoints } from './unrestored-checkpoints.js';
import { type CaptureContent, type Clobber, type FrozenState } from './frozen-state.js';

/**
 * The one in-memory fold of the log: every aggregate's state, and the indexes that let a decision
 * cost what it touches. Facts are applied in the order of the log.
 */
export class ClusterState {
  cluster: Cluster = cluster.initial;
  private readonly nodes = new Map<NodeId, Node>();
  private readonly groups = new Map<GroupId, Group>();
  private readonly resources = new Map<ResourceId, Resource>();
  private readonly trees = new RecentTrees();
  private readonly owned = new Map<NodeId, Set<GroupId>>();
  /** Sealed keys that nothing refers to any more, or not yet. */
  readonly sealedKeys = new SealedKeys();
  private readonly checkpoints = new CheckpointFold(this.trees, this);
  readonly leftovers = new Leftovers();
  private readonly revisions = new Map<string, number>();

  node(id: NodeId): Node {
    return this.nodes.get(id) ?? node.initial;
  }

  group(id: GroupId): Group {
    return this.groups.get(id) ?? group.initial;
  }

  resource(id: ResourceId): Resource {
    return this.resources.get(id) ?? resource.initial;
  }

  /** The groups that a node owns now, by id: it does not matter how it came to own them. */
  groupsOn(id: NodeId): readonly GroupId[] {
    return [...(this.owned.get(id) ?? [])].sort();
  }

  /** Nodes that were in the cluster once. */
  evicted(): readonly NodeId[] {
    const { cluster: directory } = this;
    return directory.status === 'absent'
      ? []
      : [...this.nodes.keys()].filter((id) => !directory.nodes.has(id));
  }

  /** A node's registry just after a revision of its stream, if that is not long ago. */
  treeAt(id: NodeId, revision: number): RegistryTree | undefined {
    return this.trees.at(id, revision);
  }

  /** The revision by which a key of a node's registry became what it is, if that is not long ago. */
  since(id: NodeId, key: string): number | undefined {
    return this.trees.since(id, key);
  }

  /** The last capture of a checkpoint. */
  content(id: CheckpointId): CaptureContent | undefined {
    return this.checkpoints.copies.content(id);
  }

  /** The hash under a checkpoint's key when the resource's online window closed. */
  closingHash(id: CheckpointId): string | undefined {
    return this.checkpoints.copies.closingHash(id);
  }

  /**
   * Registry checkpoints whose last capture repeats one that is not known here: only the log has its
   * content.
   */
  unknownContents(): readonly CheckpointRef[] {
    const unknown = new Set(this.checkpoints.copies.unknown());
    return [...this.resources].flatMap(([id, state]) =>
      state.status === 'open'
        ? [...state.checkpoints.keys()]
            .filter((checkpoint) => unknown.has(checkpoint))
            .map((checkpoint) => ({ resource: id, checkpoint }))
        : [],
    );
  }

  /** Takes the content of the last capture from somebody who has read it in the log. */
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

  /** The checkpoints of resources online on that node which a change there touches. */
  touched(id: NodeId, changes: readonly RegistryChange[]): readonly CheckpointRef[] {
    return this.checkpoints.index
      .touched(changes)
      .filter((ref) => this.onlineAt(ref.resource) === id);
  }

  /** The checkpoints whose effective key equals, contains or lies in a key. */
  overlapping(effectiveKey: string): readonly CheckpointRef[] {
    return this.checkpoints.index.overlapping(effectiveKey);
  }

  /** Where a resource is online now. */
  onlineAt(id: ResourceId): NodeId | undefined {
    const state = this.resource(id);
    return state.status === 'open' && state.state === 'Online' ? state.window?.node : undefined;
  }

  /** Everything as it is now. The states are immutable: it stays so while the state goes on. */
  freeze(): FrozenState {
    return {
      cluster: this.cluster,
      nodes: [...this.nodes],
      groups: [...this.groups],
      resources: [...this.resources],
      revisions: [...this.revisions],
      ...this.checkpoints.freeze(),
      trees: this.trees.freeze(),
      sealed: this.sealedKeys.freeze(),
    };
  }

  /** A cluster state that goes on from where another one was frozen. */
  static thaw(state: FrozenState): ClusterState {
    const clusterState = new ClusterState();
    clusterState.cluster = state.cluster;
    fill(clusterState.nodes, state.nodes);
    fill(clusterState.revisions, state.revisions);
    clusterState.checkpoints.thaw(state);
    clusterState.sealedKeys.thaw(state.sealed);
    fill(clusterState.groups, state.groups);
    for (const [id, found] of state.groups)
      if (found.status === 'open') clusterState.own(found.owner, id);
    for (const [id, found] of state.resources) clusterState.thawResource(id, found);
    clusterState.trees.thaw(state.trees);
    return clusterState;
  }

  private thawResource(id: ResourceId, found: Resource): void {
    this.resources.set(id, found);
    if (found.status !== 'open') return;
    for (const { id: checkpoint, effectiveKey } of found.checkpoints.values())
      this.checkpoints.index.add({ resource: id, checkpoint }, effectiveKey);
  }

  private own(owner: NodeId, id: GroupId): void {
    this.owned.set(owner, (this.owned.get(owner) ?? new Set()).add(id));
  }

  /** An aggregate's state as its decider knows it; `initial` where nothing happened yet. */
  state(kind: AggregateKind, id: string): Cluster | Node | Group | Resource {
    switch (kind) {
      case 'cluster':
        return this.cluster;
      case 'node':
        return this.node(id as NodeId);
      case 'group':
        return this.group(id as GroupId);
      case 'resource':
        return this.resource(id as ResourceId);
    }
  }

  /** Revision of the last event of an aggregate; -1 where nothing happened yet. */
  revision(kind: AggregateKind, id: string): number {
    return this.revisions.get(`${kind}-${id}`) ?? -1;
  }

  apply(fact: Fact): void {
    this.revisions.set(`${fact.kind}-${fact.id}`, fact.revision);
    this.sealedKeys.take(fact.event);
    switch (fact.kind) {
      case 'cluster':
        this.cluster = cluster.evolve(this.cluster, fact.event);
        return;
      case 'node':
        this.applyNode(fact.id as NodeId, fact.event);
        return;
      case 'group':
        this.applyGroup(fact.id as GroupId, fact.event);
        return;
      case 'resource':
        this.applyResource(fact.id as ResourceId, fact.event, fact.occurrence);
    }
  }

  private applyNode(id: NodeId, event: NodeEvent): void {
    const before = this.node(id);
    const after = node.evolve(before, event);
    this.nodes.set(id, after);
    if (after.status === 'absent') return;
    const tree = before.status === 'absent' ? undefined : before.registry;
    if (tree !== after.registry) this.trees.push(id, after.revision, after.registry);
    if (event.type === 'RegistryChanged' || event.type === 'RegistryRestored')
      this.checkpoints.registryChanged(id, { event, before: tree ?? emptyTree, after });
    else if (isOfContainer(event)) this.checkpoints.containerChanged(id, { event, before, after });
  }

  private applyGroup(id: GroupId, event: GroupEvent): void {
    const before = this.group(id);
    const after = group.evolve(before, event);
    this.groups.set(id, after);
    if (before.status === 'open') this.owned.get(before.owner)?.delete(id);
    if (after.status === 'open') this.own(after.owner, id);
  }

  private applyResource(id: ResourceId, event: ResourceEvent, occurrence: Occurrence): void {
    const before = this.resource(id);
    const after = resource.evolve(before, event);
    this.resources.set(id, after);
    if (event.type === 'ResourceClosed') this.leftovers.closed(id, before);
    this.checkpoints.resourceChanged(id, { event, occurrence, after });
  }
}

const isOfContainer = (
  event: NodeEvent,
): event is Extract<NodeEvent, { type: `KeyContainer${string}` }> =>
  event.type.startsWith('KeyContainer');
