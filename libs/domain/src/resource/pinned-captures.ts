import { splitKey } from '#registry';

import { type Pin } from './events.js';
import { type OpenResource } from './state.js';

/**
 * The captures that an online restores, chosen before the first restore: shallow keys first, then
 * by key, then containers. A checkpoint without a capture restores nothing.
 */
export const capturesToPin = ({
  checkpoints,
  crypto,
}: Pick<OpenResource, 'checkpoints' | 'crypto'>): readonly Pin[] => [
  ...[...checkpoints.values()]
    .filter(({ captures }) => captures > 0)
    .sort(
      (a, b) =>
        splitKey(a.effectiveKey).length - splitKey(b.effectiveKey).length ||
        (a.effectiveKey < b.effectiveKey ? -1 : 1),
    )
    .map(({ id, captures }) => ({ checkpoint: id, capture: captures })),
  ...[...crypto.values()].map(({ id, captures }) => ({ checkpoint: id, capture: captures })),
];
