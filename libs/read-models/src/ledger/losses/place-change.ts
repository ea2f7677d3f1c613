import { type Change, type Place, type ValueChange } from '../../places.js';

/** A key that exists on one side only. */
export type KeyChange = Readonly<{
  kind: 'key';
  /** Folded. */
  folded: string;
  /** As it is spelled. */
  key: string;
  /** True when the key existed before; else it exists since. */
  isLost: boolean;
  /** The last change of its existence before; undefined where there was none. */
  last: Change | undefined;
}>;

/** A value with another state than before. */
export type ValuePlaceChange = Readonly<{
  kind: 'value';
  folded: string;
  key: string;
  name: string;
  /** JSON of the values before and since; undefined for none. */
  lost: string | undefined;
  kept: string | undefined;
  /** Undefined for a value that is in a stored copy only. */
  place: Place | undefined;
  last: Change | ValueChange | undefined;
}>;

/** A place of a registry whose state an event has changed. */
export type PlaceChange = KeyChange | ValuePlaceChange;

/** The rules by which a place may be lost. */
export type LossRule = 'R2' | 'R3' | 'R6';

/** A checkpoint, and whose it is. */
export type Victim = Readonly<{ resource: string; checkpoint: string }>;

/** Why a place is listed. */
export type Loss = Readonly<{
  /** Null for a place that an operator's restore has changed, and that no rule calls lost. */
  rule: LossRule | null;
  victims: readonly Victim[];
  /** How many edits are lost there. */
  edits: number;
}>;

/** A changed place, and why it is listed; undefined for one that is not. */
export type Judged<Changed> = Readonly<{ place: Changed; loss: Loss | undefined }>;
