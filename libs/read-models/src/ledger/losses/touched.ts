import { foldName, joinKey } from '#registry';

import { type Row } from '../../file/database.js';
import { byDepth, creationOf, deletionOf } from '../../registry/key-rows.js';
import { changeOf, isThere, type Change, type Holding, type Place } from '../../places.js';
import { type PlaceChange } from './place-change.js';

type TouchedKey = {
  readonly key: string;
  readonly existed: boolean;
  exists: boolean;
  /** The last change of its existence before the event. */
  readonly last: Change | undefined;
};

type TouchedValue = Readonly<{ folded: string; before: Holding | undefined }>;

/** The places that one event changes, each in its state before the event. */
export class Touched {
  private readonly values = new Map<Place, TouchedValue>();
  private readonly keys = new Map<string, TouchedKey>();

  value({ folded }: Readonly<{ folded: string }>, place: Place): void {
    if (!this.values.has(place)) this.values.set(place, { folded, before: place.last });
  }

  /** A key is created. @param last its last row so far */
  made(folded: string, key: string, last: Row | undefined): void {
    const known = this.keys.get(folded);
    if (known !== undefined) known.exists = true;
    else this.keys.set(folded, { key, existed: false, exists: true, last: deletionOf(last) });
  }

  /** A key is deleted with its subtree. @param rows the last rows of all these keys */
  ended(text: string, rows: readonly Row[]): void {
    const paths = new Map([[foldName(text), text]]);
    for (const row of [...rows].sort(byDepth)) {
      const folded = String(row['key']);
      const above = paths.get(String(row['parent'])) ?? String(row['parent']);
      const key = paths.get(folded) ?? joinKey(above, String(row['text']));
      paths.set(folded, key);
      const known = this.keys.get(folded);
      if (known !== undefined) known.exists = false;
      else this.keys.set(folded, { key, existed: true, exists: false, last: creationOf(row) });
    }
  }

  /** The places whose state has changed after the event, by key and name. */
  changes(): readonly PlaceChange[] {
    return [...this.changedKeys(), ...this.changedValues()].sort(byPlace);
  }

  private *changedKeys(): Iterable<PlaceChange> {
    for (const [folded, { key, existed, exists, last }] of this.keys)
      if (existed !== exists) yield { kind: 'key', folded, key, isLost: existed, last };
  }

  private *changedValues(): Iterable<PlaceChange> {
    for (const [place, { folded, before }] of this.values) {
      const [lost, kept] = [before, place.last].map(jsonIn);
      if (lost === kept) continue;
      const { key } = place;
      const name = nameIn(lost === undefined ? place.last : before, place);
      yield {
        kind: 'value',
        folded,
        key,
        name,
        lost,
        kept,
        place,
        last: before && changeOf(before),
      };
    }
  }
}

const jsonIn = (holding: Holding | undefined): string | undefined =>
  isThere(holding) ? holding.json : undefined;

const nameIn = (holding: Holding | undefined, place: Place): string => holding?.name ?? place.name;

const orderOf = (change: PlaceChange): string =>
  change.kind === 'value' ? `${change.folded}\0\0${foldName(change.name)}` : `${change.folded}\0`;

const byPlace = (a: PlaceChange, b: PlaceChange): number => {
  const [left, right] = [orderOf(a), orderOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
};
