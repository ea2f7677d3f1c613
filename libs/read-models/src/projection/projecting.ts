import { type EventStore, type Position } from '#event-store';

import { type ReadModelDamaged } from '../file/damage.js';

/** The parts of a store that a follower needs. */
export type LogSource = Pick<EventStore, 'readLog' | 'subscribe' | 'head'>;

/** A lost write, with the position of its overwriting event. */
export type Found = Readonly<{ rule: string; position: Position }>;

/** The progress of the file. */
export type Advance = Readonly<{
  position: Position;
  /** The number of events in this step. */
  count: number;
  lost: readonly Found[];
  /** True if the directory of the cluster has changed. */
  isDirectory: boolean;
}>;

/** The callbacks for the progress of the file. */
export type ProgressListener = Readonly<{
  /** Called after every transaction. */
  advanced: (advance: Advance) => void;
  /**
   * Called with the reason when the log is no longer followed; with undefined after the recovery.
   */
  stopped: (error: unknown) => void;
  /** The file is damaged. No event is written until `rebuild` is called. */
  damaged: (damage: ReadModelDamaged) => void;
  /** The old file was deleted. All later reports are about the new one. */
  renewed: () => void;
}>;

/** The writer of the read models' file. It follows the log and reports its progress. */
export type Projecting = Readonly<{
  /** Begins to follow the log. */
  start: () => void;
  /** A reader waits for a position. */
  flushUpTo: (position: Position) => void;
  /**
   * Deletes the file, which no other connection may have open, and projects the whole log again.
   * Resolves when that has begun.
   */
  rebuild: () => Promise<void>;
  /** Takes the events that have arrived, and no later ones; then closes the file. */
  stop: () => Promise<void>;
}>;
