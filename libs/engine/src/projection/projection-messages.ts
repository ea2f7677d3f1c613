import { type Anchor, type Position } from '#event-store';
import { type Advance } from '#read-models';

/** What the thread that projects is started with. */
export type ProjectionPlace = Readonly<{
  file: string;
  log: Readonly<
    | { kind: 'embedded'; file: string }
    /** With the last event that is known of it. */
    | { kind: 'eventstoredb'; url: string; anchor: Anchor | undefined }
  >;
  /** Which log that is; null for one in which no cluster was formed yet. */
  id: string | null;
  cluster: string;
  /** Milliseconds between two checks of the whole file. */
  checkEveryMs: number;
}>;

/** To the thread that projects. */
export type ProjectionOrder =
  | Readonly<{ type: 'start' | 'written' | 'rebuild' | 'stop' }>
  | Readonly<{ type: 'flushUpTo'; position: Position }>;

/** From the thread that projects. */
export type ProjectionReport =
  /** With the damage for which the file was begun anew. */
  | Readonly<{ type: 'opened'; damage: string | undefined }>
  | Readonly<{ type: 'rebuilding' | 'stopped' }>
  /** Nothing is written into the file before it is to be built anew. */
  | Readonly<{ type: 'damaged'; damage: string }>
  /** The whole file could not be checked. */
  | Readonly<{ type: 'unchecked'; reason: string }>
  | Readonly<{ type: 'advanced'; advance: Advance }>
  /** The log is not followed any more, or is again. */
  | Readonly<{ type: 'failed'; message: string; stack: string | undefined }>
  | Readonly<{ type: 'recovered' }>;

/** What the thread that checks the file once is started with. */
export type CheckOrder = Readonly<{
  file: string;
  /** Not 0 once it is to end. */
  isStopping: Int32Array;
}>;

/** The damage that it has found, in words. */
export type CheckReport = Readonly<{ damage: string | undefined }>;
