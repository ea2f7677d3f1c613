import {
  applyChanges,
  diffKeys,
  findKey,
  foldName,
  isWithin,
  treeWith,
  type RegistryChange,
  type RegistryKey,
  type RegistryTree,
} from '#registry';

import { type OnlineInterval, type OpenResource } from '../../resource/state.js';
import { type CheckpointId, type NodeId, type ResourceId } from '../../vocabulary/ids.js';
import { type Occurrence } from '../domain-event.js';
import { fill } from '../fill.js';
import { ForkedMap } from '../forked-map.js';

/** The changes of one event below a key. */
type Edit = Readonly<{ nodeRevision: number; changes: readonly RegistryChange[] }>;

/** A checkpoint whose restore onto a node is missing, and the edits there without a capture. */
export type UnrestoredCheckpoint = Readonly<{
  resource: ResourceId;
  checkpoint: CheckpointId;
  node: NodeId;
  /** Effective key; undefined for a key container. */
  key: string | undefined;
  /** The RestoreFailed event. `revision`: its revision in the resource's stream. */
  failed: Occurrence;
  revision: number;
  /** The edits of the key, oldest first. */
  edits: readonly Edit[];
  /** The revision that deleted the key container; undefined while the container exists. */
  deletedAt?: number | undefined;
}>;

/** An event of a node that stored or deleted key containers. */
type ContainerChange = Readonly<{
  node: NodeId;
  nodeRevision: number;
  /** The resource whose checkpoint was restored. */
  by?: ResourceId | undefined;
}>;

/** `before`, `after`: true if the node had the key container before, and after, an event. */
type Presence = Readonly<{ before: boolean; after: boolean }>;

/** An event of a node that changed its registry. */
type Change = Readonly<{
  node: NodeId;
  nodeRevision: number;
  /**
   * The resource whose checkpoint was restored: its restore does not count as an edit of its own
   * keys.
   */
  by?: ResourceId | undefined;
  touched?: Iterable<CheckpointId> | undefined;
  /** True for an event after the online interval that lacks the restore. */
  isOver: (known: UnrestoredCheckpoint) => boolean;
}>;

/**
 * The checkpoints whose restore is missing, from the failed restore to the next attempt to bring
 * their resource online. The deletion of a key container counts as an edit.
 *
 * ```text
 * RestoreFailed ──> edits of the key count ──> Captured (changes): captured edits no longer count
 *                                          ──> closed: later edits do not count
 *                                          ──> restored, captured whole, another attempt: forgotten
 * ```
 */
export class UnrestoredCheckpoints {
  private readonly all: ForkedMap<CheckpointId, UnrestoredCheckpoint>;

  /** @param from the checkpoints to fork */
  constructor(
    private readonly onlineAt: (id: ResourceId) => NodeId | undefined,
    from?: UnrestoredCheckpoints,
  ) {
    this.all = from?.all.fork() ?? new ForkedMap();
  }

  get isEmpty(): boolean {
    return this.all.size === 0;
  }

  get(id: CheckpointId): UnrestoredCheckpoint | undefined {
    return this.all.get(id);
  }

  /** The number of checkpoints whose resource is online. */
  get count(): number {
    return [...this.all.values()].filter((known) => this.isOnline(known)).length;
  }

  /**
   * The checkpoints of resources online on a node whose key equals, contains or lies in a physical
   * key.
   */
  onlineOn(node: NodeId, key: string): readonly UnrestoredCheckpoint[] {
    return [...this.all.values()].filter(
      (known) =>
        known.node === node &&
        known.key !== undefined &&
        overlaps(known.key, key) &&
        this.isOnline(known),
    );
  }

  private isOnline({ resource, node }: UnrestoredCheckpoint): boolean {
    return this.onlineAt(resource) === node;
  }

  add(unrestored: UnrestoredCheckpoint): void {
    this.all.set(unrestored.checkpoint, unrestored);
  }

  delete(id: CheckpointId): void {
    this.all.delete(id);
  }

  /**
   * Takes in a registry that an event has changed.
   *
   * @param touched the checkpoints that the event may have touched; undefined for all
   */
  changed(change: Change, before: RegistryTree, after: RegistryTree): void {
    const { nodeRevision, touched } = change;
    for (const id of touched ?? this.all.keys()) {
      const known = this.all.get(id);
      if (known?.key === undefined || !isEdit(change, known)) continue;
      const { key } = known;
      const changes = diffKeys(findKey(before, key), findKey(after, key), key);
      if (changes.length > 0)
        this.add({ ...known, edits: [...known.edits, { nodeRevision, changes }] });
    }
  }

  /**
   * Takes in key containers that an event has stored or deleted.
   *
   * @param presence undefined if the event came too late for the checkpoint
   */
  containersChanged(
    { node, nodeRevision, by }: ContainerChange,
    presence: (known: UnrestoredCheckpoint) => Presence | undefined,
  ): void {
    const isAbout = (known: UnrestoredCheckpoint): boolean =>
      known.node === node && known.key === undefined && known.resource !== by;
    for (const known of [...this.all.values()].filter(isAbout)) {
      const found = presence(known);
      if (found?.after === true) this.add({ ...known, deletedAt: undefined });
      else if (found?.before === true) this.add({ ...known, deletedAt: nodeRevision });
    }
  }

  /** A capture has all edits up to a revision of the node. */
  captured(id: CheckpointId, upTo: number): void {
    const known = this.all.get(id);
    if (known === undefined) return;
    this.add({ ...known, edits: known.edits.filter(({ nodeRevision }) => nodeRevision > upTo) });
  }

  /**
   * Keeps only the missing restores that a resource still has, after its attempt or its online
   * interval has ended.
   */
  settle(
    id: ResourceId,
    { transition, onlineInterval }: Pick<OpenResource, 'transition' | 'onlineInterval'>,
  ): void {
    for (const known of this.all.values()) {
      if (known.resource !== id || isIn(transition, known)) continue;
      if (!isIn(onlineInterval, known)) this.delete(known.checkpoint);
      else this.close(known, onlineInterval?.closedAt ?? Infinity);
    }
  }

  private close({ deletedAt, ...known }: UnrestoredCheckpoint, closedAt: number): void {
    this.add({
      ...known,
      edits: known.edits.filter((edit) => edit.nodeRevision <= closedAt),
      ...(deletedAt !== undefined && deletedAt <= closedAt && { deletedAt }),
    });
  }

  forget(id: ResourceId): void {
    for (const { resource, checkpoint } of this.all.values())
      if (resource === id) this.delete(checkpoint);
  }

  freeze(): readonly (readonly [CheckpointId, UnrestoredCheckpoint])[] {
    return [...this.all];
  }

  thaw(all: ReturnType<UnrestoredCheckpoints['freeze']>): void {
    fill(this.all, all);
  }
}

/** True for a change that counts as an edit of the key if it changes it. */
const isEdit = ({ node, by, isOver }: Change, known: UnrestoredCheckpoint): boolean =>
  known.node === node && known.resource !== by && !isOver(known);

/** A key after changes to it and below it; the changes name physical keys. */
export const keyAfter = (
  content: RegistryKey | undefined,
  changes: readonly RegistryChange[],
  key: string,
): RegistryKey | undefined => findKey(applyChanges(treeWith(key, content), changes), key);

/** True while an attempt or an online interval lacks exactly that restore. */
export const isIn = (
  holder: Pick<OnlineInterval, 'unrestored'> | undefined,
  { checkpoint, revision }: UnrestoredCheckpoint,
): boolean => holder?.unrestored.get(checkpoint)?.revision === revision;

const overlaps = (left: string, right: string): boolean =>
  isWithin(left, right) || isWithin(right, left);

/** True for equal keys, in upper and lower case. */
export const isSameKey = (left: string, right: string): boolean =>
  foldName(left) === foldName(right);
