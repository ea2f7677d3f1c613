/** The write of a version: its position and its revision. */
export type Writing = Readonly<{
  node: string;
  position: number;
  revision: number;
  /** True when a restore wrote the value, false for an edit. */
  restored: boolean;
}>;

/** The position of a change of a key; `isDeletion` if it deletes the key with its subtree. */
export type NotedChange = Readonly<{ position: number; isDeletion: boolean }>;

/** The last event that changed the state of a place. */
export type Change = Readonly<{
  position: number;
  /** Revision in the node's stream. */
  revision: number;
  /** True for a restore. */
  restored: boolean;
  /** Position of the edit that first wrote the value which a restore has put here. */
  origin?: number | undefined;
}>;

/** The number of edits of a value so far. */
export type EditCount = Readonly<{
  edits: number;
  /** The number of those edits before the last restore that changed the value. */
  settled: number;
}>;

/** The last change of a value. */
export type ValueChange = Change & EditCount;

/** The JSON of an absent value. */
export const NOTHING = 'null';

/** The value of a place since an event; undefined since the event that deleted it. */
export type Holding = Readonly<{
  json: string;
  /** Position and revision of the event. */
  since: number;
  revision: number;
  restored: boolean;
  /** Position of the edit that first wrote the value which a restore has put here. */
  origin: number | undefined;
  /** The name in its first spelling. */
  name: string;
  edits: number;
  settled: number;
  /**
   * The last change of the state, if that was an earlier event: this one only changes the spelling.
   */
  lastChange: Change | undefined;
}>;

/**
 * The place of a value. It is created at the first use and never deleted, because it has a past.
 */
export type Place = {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  /** Undefined for a place that was never written. */
  last: Holding | undefined;
  /** The value before the last event that wrote the place. */
  prior: Holding | undefined;
  /** The entries that are not in the file yet, in order. */
  written: Holding[];
};

/** True for a place with a value. */
export const isThere = (holding: Holding | undefined): holding is Holding =>
  holding !== undefined && holding.json !== NOTHING;

/** The last change of the state of a place. */
export const changeOf = ({
  since: position,
  revision,
  restored,
  origin,
  edits,
  settled,
  lastChange,
}: Holding): ValueChange => ({
  ...(lastChange ?? { position, revision, restored, origin }),
  edits,
  settled,
});

const NEVER: EditCount = { edits: 0, settled: 0 };

/** The edits of a value after one more change. */
export const countAfter = ({ edits, settled }: EditCount = NEVER, isRestore: boolean): EditCount =>
  isRestore ? { edits, settled: edits } : { edits: edits + 1, settled };
