import { type KeyId } from '#domain';

import { type Process } from './step.js';

/**
 * Sealed keys that nothing refers to any more are erased, where the request that left them behind
 * did not get that far.
 *
 * ```text
 * container replaced or deleted, checkpoint deleted ──> EraseKey
 * ```
 */
export const erasure: Process = {
  name: 'erasure',
  affected: (_, world) => world.toErase,
  all: (world) => world.toErase,
  next: (world, key) =>
    world.toErase.has(key as KeyId)
      ? [{ kind: 'key', id: key, command: { type: 'EraseKey', data: {} } }]
      : [],
};
