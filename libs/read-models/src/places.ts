import { type NewVersion } from './version-blocks.js';

/** The write of which a version is: where in the log, and where in its node's stream. */
export type Writing = Readonly<{
  node: string;
  position: number;
  revision: number;
  /** Whether a restore wrote it, and not somebody's edit. */
  restored: boolean;
}>;

/** The last event that changed the state of a place, and how often it was changed. */
export type Change = Readonly<{
  position: number;
  /** In the node's stream. */
  revision: number;
  /** Whether it was a restore. */
  restored: boolean;
}>;

/** The last change of a value, with the number of its edits so far. */
export type ValueChange = Change &
  Readonly<{
    edits: number;
    /** How many of the edits were there when a restore changed the value last. */
    settled: number;
  }>;

/** The JSON of a value that is not there. */
export const NOTHING = 'null';

/** What a value's place holds, or that it holds nothing any more. */
export type Holding = Readonly<{
  json: string;
  /** Position of the event that wrote it. An event that restores the state of before it changes nothing. */
  since: number;
  /** The name as it was spelled when it was made. */
  name: string;
  change: ValueChange;
}>;

/** A value's place. It is made when it is first asked for, and stays: it has a past. */
export type Place = {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  /** Undefined for one that was never written. */
  last: Holding | undefined;
  /** What it held before the event that wrote it last. */
  prior: Holding | undefined;
  /** Versions that are not in the file yet. */
  written: NewVersion[];
};

/** Whether a place has a value. */
export const isThere = (holding: Holding | undefined): holding is Holding =>
  holding !== undefined && holding.json !== NOTHING;

/** What an event does to a value's history that makes its state another one. */
export const changedBy = (
  { position, revision, restored }: Writing,
  before: ValueChange | undefined,
): ValueChange => {
  const { edits = 0, settled = 0 } = before ?? {};
  return restored
    ? { position, revision, restored, edits, settled: edits }
    : { position, revision, restored, edits: edits + 1, settled };
};
