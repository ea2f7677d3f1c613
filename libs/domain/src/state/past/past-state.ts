import { hashKey, type RegistryChange, type RegistryKey } from '#registry';

import { type Backup } from '../../backup/state.js';
import { type ClusterEvent } from '../../cluster/events.js';
import { evolveWithoutTags } from '../../cluster/evolve/evolve-without-tags.js';
import { type Cluster } from '../../cluster/state.js';
import { type Group } from '../../group/state.js';
import { type NodeEvent } from '../../node/events.js';
import { evolveWithoutRegistry } from '../../node/evolve/evolve-without-registry.js';
import { type Node, type PresentNode } from '../../node/state.js';
import { type Resource } from '../../resource/state.js';
import {
  type BackupId,
  type CheckpointId,
  type GroupId,
  type NodeId,
  type ResourceId,
} from '../../vocabulary/ids.js';
import { type CheckpointRef } from '../checkpoints/checkpoint-index.js';
import { ClusterState } from '../cluster-state.js';
import { ClusterView, type NodeView } from '../cluster-view.js';
import { type AggregateKind, type DomainEvent } from '../domain-event.js';
import { type CaptureContent, type Clobber, type FrozenState } from './frozen-state.js';

/** A physical key of a node's registry, just after a revision of the node. */
export type PastKey = Readonly<{ node: NodeId; nodeRevision: number; key: string }>;

/** A capture of a registry checkpoint. */
export type PastCapture = Readonly<{
  checkpoint: CheckpointId;
  number: number;
  effectiveKey: string;
}>;

/** The sources of the values that a past state does not hold itself. */
export type PastSources = Readonly<{
  /** The tree under the key; undefined if the key did not exist. */
  registryKey: (which: PastKey) => RegistryKey | undefined;
  /** True if the key existed. */
  hasRegistryKey: (which: PastKey) => boolean;
  /** The content of the capture; undefined for an absent key. */
  captureContent: (which: PastCapture) => RegistryKey | undefined;
}>;

/** Folds the states of aggregates, without the values of registries and without tags. */
class StatesWithoutRegistries extends ClusterState {
  hasCauses = false;

  protected override evolveCluster(event: ClusterEvent): void {
    this.aggregates.evolveCluster(event, evolveWithoutTags);
  }

  protected override evolveNode(before: Node, event: NodeEvent): Node {
    return evolveWithoutRegistry(before, event);
  }

  /** Does nothing: captures and closed intervals have no content here. */
  protected override noteRegistry(): void {
    return undefined;
  }

  /** Causes are noted for a state on which processes will run, and not for others. */
  protected override noteCause(domainEvent: DomainEvent): void {
    if (this.hasCauses) super.noteCause(domainEvent);
  }

  static override thaw(frozen: FrozenState): StatesWithoutRegistries {
    return new StatesWithoutRegistries().thawed(frozen);
  }
}

/**
 * A cluster at an earlier moment: the states of all aggregates, without the values of registries.
 * Registries, contents of captures and closing hashes come from outside sources; a query without
 * its source throws.
 */
export class PastState extends ClusterView {
  private constructor(
    private readonly states: StatesWithoutRegistries,
    private readonly sources?: PastSources,
  ) {
    super();
  }

  /** The state of a cluster without events, without sources. */
  static initial(): PastState {
    return new PastState(new StatesWithoutRegistries());
  }

  /** A copy of a state in memory that changes independently, without sources. */
  static forkOf(state: ClusterState): PastState {
    return new PastState(new StatesWithoutRegistries(state));
  }

  /** The state that was frozen, without sources. */
  static thaw(frozen: FrozenState): PastState {
    return new PastState(StatesWithoutRegistries.thaw(frozen));
  }

  /** Notes the causes of what processes do, from here on. */
  withCauses(): this {
    this.states.hasCauses = true;
    return this;
  }

  /** The same state with sources for the values that it does not hold. */
  withSources(sources: PastSources): PastState {
    return new PastState(this.states, sources);
  }

  /** Applies an event of the log. */
  apply(domainEvent: DomainEvent): void {
    this.states.apply(domainEvent);
  }

  /** The held states; the registries in it have no values. */
  freeze(): FrozenState {
    return this.states.freeze();
  }

  get cluster(): Cluster {
    return this.states.cluster;
  }

  get causes(): ClusterView['causes'] {
    return this.states.causes;
  }

  get unrestored(): ClusterView['unrestored'] {
    return this.states.unrestored;
  }

  get denials(): ClusterView['denials'] {
    return this.states.denials;
  }

  presentNode(id: NodeId): NodeView | undefined {
    const found = this.states.presentNode(id);
    return found && withoutRegistry(found);
  }

  group(id: GroupId): Group {
    return this.states.group(id);
  }

  resource(id: ResourceId): Resource {
    return this.states.resource(id);
  }

  backup(id: BackupId): Backup {
    return this.states.backup(id);
  }

  backupIds(): readonly BackupId[] {
    return this.states.backupIds();
  }

  get backupRuns(): ClusterView['backupRuns'] {
    return this.states.backupRuns;
  }

  revision(kind: AggregateKind, id: string): number {
    return this.states.revision(kind, id);
  }

  groupsOn(id: NodeId): readonly GroupId[] {
    return this.states.groupsOn(id);
  }

  overlapping(effectiveKey: string): readonly CheckpointRef[] {
    return this.states.overlapping(effectiveKey);
  }

  touched(node: NodeId, changes: readonly RegistryChange[]): readonly CheckpointRef[] {
    return this.states.touched(node, changes);
  }

  clobber(id: CheckpointId): Clobber | undefined {
    return this.states.clobber(id);
  }

  /** @throws Error without a source of registries */
  registryKey(node: NodeId, key: string): RegistryKey | undefined {
    const which = this.keyThen(node, key);
    return which && this.source().registryKey(which);
  }

  /** @throws Error without a source of registries */
  hasRegistryKey(node: NodeId, key: string): boolean {
    const which = this.keyThen(node, key);
    return which !== undefined && this.source().hasRegistryKey(which);
  }

  /**
   * The last capture of a checkpoint; undefined if the checkpoint does not exist.
   *
   * @throws Error without a source of contents
   */
  content(ref: CheckpointRef): CaptureContent | undefined {
    const found = this.openResource(ref.resource)?.checkpoints.get(ref.checkpoint);
    if (found === undefined || found.captures === 0) return undefined;
    const { id: checkpoint, captures: number, effectiveKey } = found;
    return { number, key: this.source().captureContent({ checkpoint, number, effectiveKey }) };
  }

  /**
   * The hash under a checkpoint's key when the resource's online interval ended; undefined while
   * the interval is open, and for an unknown checkpoint.
   *
   * @throws Error without a source of registries
   */
  closingHash({ resource, checkpoint }: CheckpointRef): string | undefined {
    const { onlineInterval, checkpoints } = this.openResource(resource) ?? {};
    const key = checkpoints?.get(checkpoint)?.effectiveKey;
    if (onlineInterval?.closedAt === undefined || key === undefined) return undefined;
    const { node, closedAt: nodeRevision } = onlineInterval;
    return hashKey(this.source().registryKey({ node, nodeRevision, key }));
  }

  private keyThen(node: NodeId, key: string): PastKey | undefined {
    const found = this.states.presentNode(node);
    return found && { node, nodeRevision: found.revision, key };
  }

  private source(): PastSources {
    if (this.sources === undefined)
      throw new Error('a past state without sources has no registries and no contents');
    return this.sources;
  }
}

const NOTHING_KEPT = { registry: undefined, staged: undefined };

const withoutRegistry = (found: PresentNode): NodeView => {
  const view = { ...found, ...NOTHING_KEPT };
  return view;
};
