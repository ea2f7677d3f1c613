import { findKey, hashKey, type RegistryTree } from '#registry';

import { hasLiveCopy, isCuredSince } from '../../resource/decide/decide-cures.js';
import { type OpenResource, type RegistryCheckpoint, type Resource } from '../../resource/state.js';
import {
  type CopyContent,
  type Cure,
  type CuredCopy,
  type Undoing,
} from '../../vocabulary/cure.js';
import { type CheckpointId, type NodeId, type ResourceId } from '../../vocabulary/ids.js';
import { type Occurrence } from '../domain-event.js';
import { fill } from '../fill.js';
import { ForkedMap } from '../forked-map.js';

/** A stored copy that a cure of a node's registry has promised, and no capture has yet. */
export type OwedCopy = Readonly<{
  resource: ResourceId;
  node: NodeId;
  /** The revision of the node with the cure. */
  nodeRevision: number;
  undoing: Undoing;
  copy: CopyContent;
  /** Hash of the promised content; undefined for a copy with changes. */
  hash: string | undefined;
  /** The event of the cure. */
  by: Occurrence;
}>;

/** A cure that was just applied to a registry. */
type AppliedCure = Readonly<{
  node: NodeId;
  nodeRevision: number;
  cure: Cure;
  registry: RegistryTree;
  by: Occurrence;
}>;

const NONE: readonly OwedCopy[] = [];

/**
 * The stored copies that cures of registries have promised, oldest first for each checkpoint.
 *
 * ```text
 * RegistryChanged with a cure ──> owed ──> captured, or the stored copy is as promised: forgotten
 *                                     ──> checkpoint deleted, resource closed: forgotten
 * ```
 */
export class OwedCopies {
  private readonly all: ForkedMap<CheckpointId, readonly OwedCopy[]>;

  /** @param from the copies to fork */
  constructor(
    private readonly resourceOf: (id: ResourceId) => Resource,
    from?: OwedCopies,
  ) {
    this.all = from?.all.fork() ?? new ForkedMap();
  }

  /** The copies that a checkpoint still owes, oldest first. */
  of(id: CheckpointId): readonly OwedCopy[] {
    return this.all.get(id) ?? NONE;
  }

  /** Takes in a cure. A resource that is online on the node captures the changes of its key itself. */
  cured({ cure: { copies, ...undoing }, registry, ...at }: AppliedCure): void {
    for (const { resource: id, checkpoint: of, copy } of copies) {
      const resource = this.resourceOf(id);
      const known = resource.status === 'open' ? resource.checkpoints.get(of) : undefined;
      if (resource.status !== 'open' || known === undefined) continue;
      if (isCapturedAnyway(copy, resource, at.node) || isOfNothing(copy, known)) continue;
      const hash = promisedHash(copy, registry, known);
      const { node, nodeRevision, by } = at;
      const owed = { resource: id, node, nodeRevision, undoing, copy, hash, by };
      this.set(of, resource, [...this.of(of), owed]);
    }
  }

  /**
   * Takes in an event of a resource: a capture, the deletion of a checkpoint, or a restore that was
   * missing.
   */
  resourceChanged(id: ResourceId, after: Resource): void {
    if (this.all.size === 0) return;
    for (const [checkpoint, owed] of [...this.all])
      if (owed.some(({ resource }) => resource === id)) this.set(checkpoint, after, owed);
  }

  freeze(): readonly (readonly [CheckpointId, readonly OwedCopy[]])[] {
    return [...this.all];
  }

  thaw(all: ReturnType<OwedCopies['freeze']>): void {
    fill(this.all, all);
  }

  /** Keeps the copies from the first one on that is not as promised. */
  private set(id: CheckpointId, resource: Resource, owed: readonly OwedCopy[]): void {
    const known = resource.status === 'open' ? resource.checkpoints.get(id) : undefined;
    const first = owed.findIndex(
      (one) => resource.status === 'open' && known && !isPaid(one, known, resource),
    );
    if (first < 0) this.all.delete(id);
    else this.all.set(id, owed.slice(first));
  }
}

/** True for changes of the live key of a resource that is online there: rule 1 captures them. */
const isCapturedAnyway = (
  copy: CuredCopy['copy'],
  { state, onlineInterval }: OpenResource,
  node: NodeId,
): boolean =>
  copy !== 'live' &&
  'changes' in copy &&
  onlineInterval?.node === node &&
  onlineInterval.closedAt === undefined &&
  (state === 'Online' || state === 'OfflinePending');

/** True for changes of a stored copy that there is not. */
const isOfNothing = (copy: CuredCopy['copy'], { captures }: RegistryCheckpoint): boolean =>
  copy !== 'live' && 'changes' in copy && captures === 0;

const promisedHash = (
  copy: CuredCopy['copy'],
  registry: RegistryTree,
  { effectiveKey }: RegistryCheckpoint,
): string | undefined => {
  if (copy === 'live') return hashKey(findKey(registry, effectiveKey));
  return 'hash' in copy ? copy.hash : undefined;
};

/** True if the cure was captured, or the stored copy is as promised. */
const isPaid = (
  { node, nodeRevision, copy, hash }: OwedCopy,
  known: RegistryCheckpoint,
  resource: OpenResource,
): boolean => {
  if (isCuredSince(known, { node, nodeRevision })) return true;
  if (hash === undefined) return false;
  return copy === 'live'
    ? hasLiveCopy(known, resource, { node, nodeRevision, hash })
    : known.hash === hash;
};
