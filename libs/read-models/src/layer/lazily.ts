import { type Position } from '#event-store';

import { type Projecting } from '../projection/projecting.js';

/** A projection that begins to follow its log when a reader first waits for a position. */
export const lazily = (projecting: Projecting): Projecting => {
  let hasStarted = false;
  return {
    start: () => undefined,
    flushUpTo: (position: Position) => {
      if (!hasStarted) projecting.start();
      hasStarted = true;
      projecting.flushUpTo(position);
    },
    rebuild: () => Promise.reject(new Error('a layer is not built anew')),
    stop: () => projecting.stop(),
  };
};
