import { type Position } from '#event-store';
import { type Advance } from '#read-models';

import { type LogPlace } from '../log/log-place.js';

/** The start parameters of the projection thread. */
export type ProjectionPlace = Readonly<{
  file: string;
  log: LogPlace;
  /** The id of the log; null if no cluster is formed in it yet. */
  id: string | null;
  cluster: string;
  /** Milliseconds between two checks of the whole file. */
  checkEveryMs: number;
}>;

/** A message to the projection thread. */
export type ProjectionOrder =
  | Readonly<{ type: 'start' | 'written' | 'rebuild' | 'stop' }>
  | Readonly<{ type: 'flushUpTo'; position: Position }>;

/** A message from the projection thread. */
export type ProjectionReport =
  /** The damage is the reason why the file was begun anew. */
  | Readonly<{ type: 'opened'; damage: string | undefined }>
  | Readonly<{ type: 'rebuilding' | 'stopped' }>
  /** Nothing is written into the file before it is rebuilt. */
  | Readonly<{ type: 'damaged'; damage: string }>
  /** The whole file could not be checked. */
  | Readonly<{ type: 'unchecked'; reason: string }>
  | Readonly<{ type: 'advanced'; advance: Advance }>
  /** The thread no longer follows the log, or follows it again. */
  | Readonly<{ type: 'failed'; message: string; stack: string | undefined }>
  | Readonly<{ type: 'recovered' }>;

/** The start parameters of the thread that checks the file once. */
export type CheckOrder = Readonly<{
  file: string;
  /** Not 0 when the check should stop. */
  isStopping: Int32Array;
}>;

/** The damage that was found, in words; undefined if there is none. */
export type CheckReport = Readonly<{ damage: string | undefined }>;

/** The projection, as seen from the thread that gives it orders. */
export type ProjectionWorker = Readonly<{
  on: Listening;
  off: Listening;
  postMessage: (order: ProjectionOrder) => void;
  terminate: () => Promise<unknown>;
}>;

/** The events are `message` with a report, `error` and `exit`. */
type Listening = (event: string, listener: (value: unknown) => void) => unknown;

/** Starts the projection at a place. */
export type StartProjection = (place: ProjectionPlace) => ProjectionWorker;
