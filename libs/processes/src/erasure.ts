import { type KeyId } from '#domain';

import { earliestAfter } from './due.js';
import { type Process, type Step } from './execution/step.js';

/** The time that a sealed key may wait for a reference. Every request is shorter. */
export const ORPHAN_AFTER_MS = 900_000;

const ORPHANS = 'orphans';

/**
 * Erases sealed keys without a reference: those that lost their last reference, and those of a
 * request that failed. A young key may belong to a request of another process, so only old ones are
 * erased.
 *
 * ```text
 * container replaced or deleted, checkpoint deleted     ──> EraseKey
 * sealed by a request, not referred to for a long while ──> EraseKey
 * ```
 */
export const erasure: Process = {
  name: 'erasure',
  affected: (_, { sealedKeys: { toErase, waiting } }) =>
    waiting.size > 0 ? [...toErase, ORPHANS] : toErase,
  all: ({ sealedKeys: { toErase } }) => [...toErase, ORPHANS],
  next: ({ sealedKeys: { toErase, waiting } }, key, { now }) => {
    if (key === ORPHANS)
      return [...waiting]
        .filter(([, sealedAt]) => sealedAt + ORPHAN_AFTER_MS <= now)
        .map(([id]) => erasing(id));
    return toErase.has(key as KeyId) ? [erasing(key)] : [];
  },
  due: ({ sealedKeys: { waiting } }, key, { now }) =>
    key === ORPHANS ? earliestAfter(now, ends(waiting.values())) : undefined,
};

function* ends(sealed: Iterable<number>): Iterable<number> {
  for (const at of sealed) yield at + ORPHAN_AFTER_MS;
}

const erasing = (id: string): Step => ({
  kind: 'key',
  id,
  command: { type: 'EraseKey', data: {} },
  // An erasure writes no event.
  cause: undefined,
});
