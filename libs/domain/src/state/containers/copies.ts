import { findKey, hashKey } from '#registry';

import { capturedAt } from '../../resource/captured-at.js';
import { type ResourceEvent } from '../../resource/events.js';
import { type OpenResource, type RegistryCheckpoint, type Resource } from '../../resource/state.js';
import { type CheckpointId } from '../../vocabulary/ids.js';
import { type DataOf } from '../../vocabulary/message.js';
import { fill } from '../fill.js';
import { ForkedMap } from '../forked-map.js';
import { keyAfter } from '../checkpoints/unrestored-checkpoints.js';
import { type RecentTrees } from '../past/history.js';
import {
  type CaptureContent,
  type Clobber,
  type Closing,
  type FrozenState,
} from '../past/frozen-state.js';

const forked = <Key, Value>(from: ForkedMap<Key, Value> | undefined): ForkedMap<Key, Value> =>
  from?.fork() ?? new ForkedMap();

type CapturedData = DataOf<ResourceEvent, 'RegistryCheckpointCaptured'>;

/**
 * The registry content that checkpoints need: of last captures, closed intervals and clobbers. Each
 * takes one reference.
 */
export class Copies {
  private readonly contents: ForkedMap<CheckpointId, CaptureContent>;
  private readonly closings: ForkedMap<CheckpointId, Closing>;
  private readonly openings: ForkedMap<CheckpointId, string>;
  private readonly clobbers: ForkedMap<CheckpointId, Clobber>;

  /** @param from the copies to fork */
  constructor(
    private readonly trees: RecentTrees,
    from?: Copies,
  ) {
    this.contents = forked(from?.contents);
    this.closings = forked(from?.closings);
    this.openings = forked(from?.openings);
    this.clobbers = forked(from?.clobbers);
  }

  /** The content of the last capture. */
  content(id: CheckpointId): CaptureContent | undefined {
    return this.contents.get(id);
  }

  /** The hash under the key when the resource's online interval ended. */
  closingHash(id: CheckpointId): string | undefined {
    return this.closings.get(id)?.hash;
  }

  /**
   * The hash under the key of a checkpoint without a capture when the resource's last online interval
   * began; undefined if the checkpoint was added later.
   */
  openingHash(id: CheckpointId): string | undefined {
    return this.openings.get(id);
  }

  /** The restore that has overwritten the live key since its last capture. */
  clobber(id: CheckpointId): Clobber | undefined {
    return this.clobbers.get(id);
  }

  /** The checkpoints whose last capture only the log has. */
  *unknown(): Iterable<CheckpointId> {
    for (const [id, { key }] of this.contents) if (key === 'unknown') yield id;
  }

  /** Takes the content of a capture that is still the last one. */
  learn(id: CheckpointId, content: CaptureContent): void {
    const known = this.contents.get(id);
    if (known?.number === content.number && known.key === 'unknown') this.contents.set(id, content);
  }

  captured(state: Resource, data: CapturedData): void {
    const checkpoint = state.status === 'open' && state.checkpoints.get(data.checkpoint);
    if (!checkpoint) return;
    const { id } = checkpoint;
    this.openings.delete(id);
    this.contents.set(id, { number: data.number, key: this.taken(checkpoint, data) });
    const clobber = this.clobbers.get(id);
    if (clobber !== undefined && clobber.nodeRevision <= (capturedAt(data)?.nodeRevision ?? -1))
      this.clobbers.delete(id);
  }

  clobbered(id: CheckpointId, clobber: Clobber): void {
    this.clobbers.set(id, clobber);
  }

  /** Takes in the beginning of a resource's online interval, at a revision of its node. */
  opened({ onlineInterval, checkpoints }: OpenResource, nodeRevision: number): void {
    const tree = onlineInterval && this.trees.at(onlineInterval.node, nodeRevision);
    if (tree === undefined) return;
    for (const { id, captures, effectiveKey } of checkpoints.values())
      if (captures === 0) this.openings.set(id, hashKey(findKey(tree, effectiveKey)));
  }

  /** Takes in the end of a resource's online interval. */
  closed({ onlineInterval, checkpoints }: OpenResource): void {
    if (onlineInterval?.closedAt === undefined) return;
    const tree = this.trees.at(onlineInterval.node, onlineInterval.closedAt);
    if (tree === undefined) return;
    for (const { id, effectiveKey } of checkpoints.values()) {
      const key = findKey(tree, effectiveKey);
      this.closings.set(id, { key, hash: hashKey(key) });
    }
  }

  forget(id: CheckpointId): void {
    for (const copies of [this.contents, this.closings, this.openings, this.clobbers])
      copies.delete(id);
  }

  freeze(): Pick<FrozenState, 'contents' | 'closings' | 'openings' | 'clobbers'> {
    return {
      contents: [...this.contents],
      closings: [...this.closings],
      openings: [...this.openings],
      clobbers: [...this.clobbers],
    };
  }

  thaw({ contents, closings, openings, clobbers }: ReturnType<Copies['freeze']>): void {
    fill(this.contents, contents);
    fill(this.closings, closings);
    fill(this.openings, openings);
    fill(this.clobbers, clobbers);
  }

  /**
   * The key at the revision that a capture names. A key that has not changed since then is read
   * from any later registry. `unknown` if no kept registry shows the key.
   */
  private taken(checkpoint: RegistryCheckpoint, data: CapturedData): CaptureContent['key'] {
    const { id, effectiveKey } = checkpoint;
    const { source, hash } = data;
    if (!('node' in source)) return this.repeated(checkpoint, data, source.capture);
    const tree = this.trees.at(source.node, source.nodeRevision);
    if (tree !== undefined) return findKey(tree, effectiveKey);
    const oldest = this.trees.oldest(source.node);
    const others = [this.closings.get(id)?.key, this.contents.get(id)?.key];
    const found = [...others, oldest && findKey(oldest, effectiveKey)].filter(
      (key) => key !== 'unknown' && hashKey(key) === hash,
    );
    return found.length > 0 ? found[0] : 'unknown';
  }

  /**
   * The content of an earlier capture, after the changes; `unknown` unless it is the last capture.
   */
  private repeated(
    { id, effectiveKey }: RegistryCheckpoint,
    { changes = [] }: CapturedData,
    number: number,
  ): CaptureContent['key'] {
    const last = this.contents.get(id);
    if (last?.number !== number || last.key === 'unknown') return 'unknown';
    return keyAfter(last.key, changes, effectiveKey);
  }
}
