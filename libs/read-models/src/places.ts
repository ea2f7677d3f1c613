/** The write of which a version is: where in the log, and where in its node's stream. */
export type Writing = Readonly<{
  node: string;
  position: number;
  revision: number;
  /** True when a restore wrote the value, false for an edit. */
  restored: boolean;
}>;

/** The last event that changed the state of a place. */
export type Change = Readonly<{
  position: number;
  /** In the node's stream. */
  revision: number;
  /** True for a restore. */
  restored: boolean;
}>;

/** How often a value was edited so far. */
export type EditCount = Readonly<{
  edits: number;
  /** How many of the edits were there when a restore changed the value last. */
  settled: number;
}>;

/** The last change of a value. */
export type ValueChange = Change & EditCount;

/** The JSON of a value that is not there. */
export const NOTHING = 'null';

/** The value of a place since an event; undefined since the event that deleted it. */
export type Holding = Readonly<{
  json: string;
  /** Position and revision of the event. */
  since: number;
  revision: number;
  restored: boolean;
  /** The name as it was spelled when it was made. */
  name: string;
  edits: number;
  settled: number;
  /** The last change of the state, where that was an earlier event: this one only spells it anew. */
  origin: Change | undefined;
}>;

/** A value's place. It is made when it is first asked for, and stays: it has a past. */
export type Place = {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  /** Undefined for one that was never written. */
  last: Holding | undefined;
  /** The value before the event that wrote the place last. */
  prior: Holding | undefined;
  /** The entries that are not in the file yet, in order. */
  written: Holding[];
};

/** True for a place with a value. */
export const isThere = (holding: Holding | undefined): holding is Holding =>
  holding !== undefined && holding.json !== NOTHING;

/** The last change of what a place holds. */
export const changeOf = ({
  since: position,
  revision,
  restored,
  edits,
  settled,
  origin,
}: Holding): ValueChange => ({ ...(origin ?? { position, revision, restored }), edits, settled });

const NEVER: EditCount = { edits: 0, settled: 0 };

/** The edits of a value after one more change. */
export const countAfter = ({ edits, settled }: EditCount = NEVER, isRestore: boolean): EditCount =>
  isRestore ? { edits, settled: edits } : { edits: edits + 1, settled };
