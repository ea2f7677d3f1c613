import { type IsErasable } from '#event-store';

import { type Monitor } from './commit-queue.js';

/** The options of the embedded log. */
export type SqliteOptions = Readonly<{
  file: string;
  clock: () => Date;
  isErasable: IsErasable;
  pid?: number;
  monitor?: Monitor;
  /**
   * Called with the reason why nothing can be written: once for each reason, until a write
   * succeeds.
   */
  warn?: (reason: string) => void;
  /**
   * NORMAL may lose the last commits in a power failure. Use it only to measure the cost of FULL.
   */
  synchronous?: 'FULL' | 'NORMAL';
}>;
