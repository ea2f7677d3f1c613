import { type RegistryChange } from '#registry';

import { type CheckpointId, type ResourceId } from '../../vocabulary/ids.js';
import { ForkedMap } from '../forked-map.js';
import { KeyIndex } from './key-index.js';

/** A checkpoint with its resource. */
export type CheckpointRef = Readonly<{ resource: ResourceId; checkpoint: CheckpointId }>;

/** Every checkpoint of the cluster by its effective key. */
export class CheckpointIndex {
  private readonly keys: KeyIndex<CheckpointRef>;
  private readonly known: ForkedMap<CheckpointId, { ref: CheckpointRef; key: string }>;

  /** @param from the index to fork */
  constructor(from?: CheckpointIndex) {
    this.keys = from?.keys.fork() ?? new KeyIndex();
    this.known = from?.known.fork() ?? new ForkedMap();
  }

  add(ref: CheckpointRef, effectiveKey: string): void {
    this.known.set(ref.checkpoint, { ref, key: effectiveKey });
    this.keys.add(effectiveKey, ref);
  }

  delete(checkpoint: CheckpointId): void {
    const entry = this.known.get(checkpoint);
    if (entry === undefined) return;
    this.known.delete(checkpoint);
    this.keys.delete(entry.key, entry.ref);
  }

  /** The checkpoints at or above a changed key, and those below a deleted key. */
  touched(changes: readonly RegistryChange[]): readonly CheckpointRef[] {
    const found = new Set<CheckpointRef>();
    let last = '';
    for (const { op, key } of changes) {
      if (key === last && op !== 'delete-key') continue;
      last = key;
      for (const ref of this.keys.atOrAbove(key)) found.add(ref);
      if (op === 'delete-key') for (const ref of this.keys.below(key)) found.add(ref);
    }
    return inOrder([...found]);
  }

  /** The checkpoints whose key equals, contains or lies in a key. */
  overlapping(effectiveKey: string): readonly CheckpointRef[] {
    return inOrder([...this.keys.atOrAbove(effectiveKey), ...this.keys.below(effectiveKey)]);
  }
}

/** Sorted by id, so that the order of adding does not matter. */
const inOrder = (refs: CheckpointRef[]): readonly CheckpointRef[] =>
  refs.length < 2 ? refs : refs.sort((a, b) => (a.checkpoint < b.checkpoint ? -1 : 1));
