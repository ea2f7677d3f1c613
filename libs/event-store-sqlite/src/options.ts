import { type IsErasable } from '#event-store';

import { type Monitor } from './commit-queue.js';

/** How the embedded log is opened. */
export type SqliteOptions = Readonly<{
  file: string;
  clock: () => Date;
  isErasable: IsErasable;
  pid?: number;
  monitor?: Monitor;
  /** Told why nothing can be written; of each reason once, until something was. */
  warn?: (reason: string) => void;
  /** NORMAL may lose the last commits in a power failure: only to measure what FULL costs. */
  synchronous?: 'FULL' | 'NORMAL';
}>;
