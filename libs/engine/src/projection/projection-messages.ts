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
}>;

/** To the thread that projects. */
export type ProjectionOrder =
  | Readonly<{ type: 'start' | 'written' | 'rebuild' | 'stop' }>
  | Readonly<{ type: 'hurry'; position: Position }>;

/** From the thread that projects. */
export type ProjectionReport =
  | Readonly<{ type: 'opened' | 'rebuilding' | 'stopped' }>
  | Readonly<{ type: 'advanced'; advance: Advance }>
  /** The log is not followed any more, or is again. */
  | Readonly<{ type: 'failed'; message: string; stack: string | undefined }>
  | Readonly<{ type: 'recovered' }>;
