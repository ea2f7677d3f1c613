import { hashKey, type RegistryChange, type RegistryKey } from '#registry';

import { type Cluster } from '../../cluster/state.js';
import { type Group } from '../../group/state.js';
import { type NodeEvent } from '../../node/events.js';
import { evolveWithoutRegistry } from '../../node/evolve/evolve-without-registry.js';
import { type Node, type PresentNode } from '../../node/state.js';
import { type Resource } from '../../resource/state.js';
import {
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

/** A physical key of a node's registry as it was just after a revision of the node. */
export type KeyThen = Readonly<{ node: NodeId; nodeRevision: number; key: string }>;

/** A capture of a registry checkpoint. */
export type CaptureThen = Readonly<{
  checkpoint: CheckpointId;
  number: number;
  effectiveKey: string;
}>;

/** The sources of what a past state does not hold itself. */
export type PastSources = Readonly<{
  /** The tree under the key; undefined where there was none. */
  registryKey: (which: KeyThen) => RegistryKey | undefined;
  /** Whether there was the key. */
  hasRegistryKey: (which: KeyThen) => boolean;
  /** The content of the capture; undefined for an absence. */
  captureContent: (which: CaptureThen) => RegistryKey | undefined;
}>;

/** Folds the states of aggregates, and passes over the values of registries. */
class StatesAlone extends ClusterState {
  protected override evolveNode(before: Node, event: NodeEvent): Node {
    return evolveWithoutRegistry(before, event);
  }

  /** There are no values to keep: captures and closed windows have no content here. */
  protected override noteRegistry(): void {
    return undefined;
  }

  static override thaw(frozen: FrozenState): StatesAlone {
    return new StatesAlone().thawed(frozen);
  }
}

/**
 * A cluster as it was at a moment: the states of all aggregates, folded without the values of
 * registries. A registry, the content of a capture and a closing hash come from sources outside; where
 * a source is missing, the question is an error.
 */
export class PastState extends ClusterView {
  private constructor(
    private readonly states: StatesAlone,
    private readonly sources?: PastSources,
  ) {
    super();
  }

  /** The state of a cluster that nothing has happened to, without sources. */
  static initial(): PastState {
    return new PastState(new StatesAlone());
  }

  /** The state that was frozen, without sources. */
  static thaw(frozen: FrozenState): PastState {
    return new PastState(StatesAlone.thaw(frozen));
  }

  /** The same state, which answers from the sources what it does not hold. */
  withSources(sources: PastSources): PastState {
    return new PastState(this.states, sources);
  }

  /** Goes on by an event of the log. */
  apply(domainEvent: DomainEvent): void {
    this.states.apply(domainEvent);
  }

  /** All that is held here; no registry has a value in it. */
  freeze(): FrozenState {
    return this.states.freeze();
  }

  get cluster(): Cluster {
    return this.states.cluster;
  }

  get unrestored(): ClusterView['unrestored'] {
    return this.states.unrestored;
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

  /** @throws Error where there is no source of registries */
  registryKey(node: NodeId, key: string): RegistryKey | undefined {
    const which = this.keyThen(node, key);
    return which && this.source().registryKey(which);
  }

  /** @throws Error where there is no source of registries */
  hasRegistryKey(node: NodeId, key: string): boolean {
    const which = this.keyThen(node, key);
    return which !== undefined && this.source().hasRegistryKey(which);
  }

  /**
   * The last capture of a checkpoint; undefined where there is none.
   *
   * @throws Error where there is no source of contents
   */
  content(ref: CheckpointRef): CaptureContent | undefined {
    const found = this.openResource(ref.resource)?.checkpoints.get(ref.checkpoint);
    if (found === undefined || found.captures === 0) return undefined;
    const { id: checkpoint, captures: number, effectiveKey } = found;
    return { number, key: this.source().captureContent({ checkpoint, number, effectiveKey }) };
  }

  /**
   * The hash under a checkpoint's key when the resource's online window closed; undefined while the
   * window is open, and where there is no such checkpoint.
   *
   * @throws Error where there is no source of registries
   */
  closingHash({ resource, checkpoint }: CheckpointRef): string | undefined {
    const { window, checkpoints } = this.openResource(resource) ?? {};
    const key = checkpoints?.get(checkpoint)?.effectiveKey;
    if (window?.closedAt === undefined || key === undefined) return undefined;
    const { node, closedAt: nodeRevision } = window;
    return hashKey(this.source().registryKey({ node, nodeRevision, key }));
  }

  private keyThen(node: NodeId, key: string): KeyThen | undefined {
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
