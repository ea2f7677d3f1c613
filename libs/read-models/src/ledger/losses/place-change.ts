import { type Change, type Place, type ValueChange } from '../../places.js';

/** A key that exists on one side only. */
export type KeyChange = Readonly<{
  kind: 'key';
  /** The folded path. */
  folded: string;
  /** The path in its spelling. */
  key: string;
  /** True if the key existed before the event; false if it exists since. */
  isLost: boolean;
  /** The last earlier change of its existence; undefined if there was none. */
  last: Change | undefined;
}>;

/** A value whose state an event has changed. */
export type ValuePlaceChange = Readonly<{
  kind: 'value';
  folded: string;
  key: string;
  name: string;
  /** JSON of the values before and after; undefined for an absence. */
  lost: string | undefined;
  kept: string | undefined;
  /** Undefined for a value that only a stored copy has. */
  place: Place | undefined;
  last: Change | ValueChange | undefined;
}>;

/** A place of a registry whose state an event has changed. */
export type PlaceChange = KeyChange | ValuePlaceChange;

/** The rules by which a place may be lost. */
export type LossRule = 'R2' | 'R3' | 'R6';

/** A checkpoint with its resource. */
export type Victim = Readonly<{ resource: string; checkpoint: string }>;

/** The reason why a place is listed. */
export type Loss = Readonly<{
  /** Null for a place that an operator's restore changed and that no rule calls lost. */
  rule: LossRule | null;
  victims: readonly Victim[];
  /** The number of lost edits. */
  edits: number;
}>;

/** A changed place, and the reason why it is listed; undefined for an unlisted place. */
export type Judged<Changed> = Readonly<{ place: Changed; loss: Loss | undefined }>;
