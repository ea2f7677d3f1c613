import { type KeyId } from '#domain';

import { type Process } from './step.js';

/**
 * Sealed keys that nothing refers to any more are erased, where the request that left them behind
 * did not get that far; and those that were sealed for a request that has ended with its process.
 *
 * ```text
 * container replaced or deleted, checkpoint deleted ──> EraseKey
 * sealed by a request, not referred to at a start   ──> EraseKey
 * ```
 */
export const erasure: Process = {
  name: 'erasure',
  affected: (_, { sealedKeys }) => sealedKeys.toErase,
  all: ({ sealedKeys }) => [...sealedKeys.toErase, ...sealedKeys.waiting],
  next: ({ sealedKeys }, key, { phase }) => {
    const id = key as KeyId;
    const isOrphan = phase === 'recovering' && sealedKeys.waiting.has(id);
    return isOrphan || sealedKeys.toErase.has(id)
      ? [{ kind: 'key', id: key, command: { type: 'EraseKey', data: {} } }]
      : [];
  },
};
