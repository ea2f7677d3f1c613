import { type KeyId } from '#domain';

import { earliestAfter } from './due.js';
import { type Process, type Step } from './execution/step.js';

/**
 * How long a key that a request has sealed may wait for what refers to it: no request is under way
 * so long, whichever process answers it.
 */
export const ORPHAN_AFTER_MS = 900_000;

const ORPHANS = 'orphans';

/**
 * Sealed keys that nothing refers to any more are erased, where the request that left them behind
 * did not get that far; and those that were sealed for a request that came to nothing. Another
 * process may have sealed one a moment ago for a request that goes on: the age tells.
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
});
