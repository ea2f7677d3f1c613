import { type EventStore, type Position } from '#event-store';

import { type ReadModelDamaged } from '../file/damage.js';

/** What of a log is enough to follow it. */
export type LogSource = Pick<EventStore, 'readLog' | 'subscribe' | 'head'>;

/** A lost write that was found, and where it was overwritten. */
export type Found = Readonly<{ rule: string; position: Position }>;

/** What has become true in the file. */
export type Advance = Readonly<{
  position: Position;
  /** How many events that took. */
  count: number;
  lost: readonly Found[];
  /** Whether the directory of the cluster has changed. */
  isDirectory: boolean;
}>;

/** Who is told how far the file is. */
export type Told = Readonly<{
  /** After every transaction. */
  advanced: (advance: Advance) => void;
  /** Why the log is not followed any more; undefined once it is again. */
  stopped: (error: unknown) => void;
  /** The file is damaged, and nothing is written into it until it is asked to be built anew. */
  damaged: (damage: ReadModelDamaged) => void;
  /** The file was deleted to be built anew: what is told from here on is about the new one. */
  renewed: () => void;
}>;

/** Whoever brings the file of the read models up with the log, and tells how far it is. */
export type Projecting = Readonly<{
  /** Begins to follow the log. */
  start: () => void;
  /** Somebody waits for a position. */
  flushUpTo: (position: Position) => void;
  /** Deletes the file, which nobody else may have open, and projects the whole log again; resolves when that has begun. */
  rebuild: () => Promise<void>;
  /** Takes what has come, and nothing after it; the file is closed then. */
  stop: () => Promise<void>;
}>;
