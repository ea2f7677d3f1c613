import { foldName, hashKey } from '#registry';
import { findInModel, modelKey, type ModelKey } from '#testing/registry';

import { asTree, isAtOrBelow, type Place } from './naive-places.js';

/** A row of the ledger as a plain fold of the definitions has it. */
export type NaiveRow = Readonly<{
  rule: string | null;
  node: string;
  resource: string;
  checkpoint: string;
  /** Folded. */
  key: string;
  name: string | null;
  lost: unknown;
  kept: unknown;
  written: number | null;
  overwritten: number;
  lostFrom: 'node' | 'capture';
  edits: number;
  victims: readonly string[];
  isDeliberate: boolean;
}>;

/** What a row can be found by beside itself, and the places that it stands for. */
export type NaiveDetails = Readonly<{
  operation: string;
  /** Positions of the last changes of its places. */
  writers: readonly number[];
  /** Folded keys of a subtree. */
  inside: ReadonlySet<string>;
  /** Its values, and its keys without values, by folded key and name. */
  places: readonly string[];
}>;

/** The last change of a place. */
export type Last = Readonly<{ by: 'edit' | 'restore'; position: number }>;

export type Loss = Readonly<{
  rule: string | null;
  victims: readonly string[];
  edits: number;
  last: Last | undefined;
}>;

/** A place that an event has changed, and why it is lost. */
export type Lost = Readonly<{
  place: Place;
  before: string | undefined;
  after: string | undefined;
  loss: Loss | undefined;
}>;

/** What the rows of one event have in common. */
export type Common = Pick<
  NaiveRow,
  'node' | 'resource' | 'checkpoint' | 'lostFrom' | 'isDeliberate' | 'overwritten'
> &
  Readonly<{ operation: string }>;

export type Told = Readonly<{ row: NaiveRow; details: NaiveDetails }>;

/** Whole subtrees are one row, by their topmost keys; all else is told place by place. */
export const rowsOf = (
  lost: readonly Lost[],
  [before, after]: readonly [ModelKey, ModelKey],
  common: Common,
): readonly Told[] => {
  const told = new Set<Lost>();
  const rows: Told[] = [];
  const tell = (places: readonly Lost[], side: unknown): void => {
    for (const one of places) told.add(one);
    rows.push(toldOf(places, side, common));
  };
  const keys = lost.filter(({ place }) => place.kind === 'key');
  for (const top of keys.toSorted((a, b) => a.place.key.length - b.place.key.length)) {
    const inside = lost.filter(({ place }) => isAtOrBelow(place.key, top.place.key));
    if (told.has(top) || top.loss === undefined || !isUniform(inside, top.loss)) continue;
    const model = findInModel(top.before === undefined ? after : before, top.place.key);
    tell([top, ...inside.filter((one) => one !== top)], sideOf(inside, model ?? modelKey()));
  }
  for (const one of lost)
    if (!told.has(one) && one.loss !== undefined) tell([one], sideOf([one], modelKey()));
  return rows;
};

const isUniform = (places: readonly Lost[], loss: Loss): boolean =>
  places.every((one) => one.loss !== undefined && signature(one.loss) === signature(loss));

const signature = ({ rule, victims }: Loss): string => `${String(rule)} ${victims.join()}`;

const sideOf = (places: readonly Lost[], model: ModelKey): object => {
  const keys = places.filter(({ place }) => place.kind === 'key').length;
  return { keys, values: places.length - keys, hash: hashKey(asTree(model)) };
};

const toldOf = (places: readonly Lost[], side: unknown, { operation, ...common }: Common): Told => {
  const [top] = places;
  if (top?.loss === undefined) throw new Error('a row without a loss');
  const isKey = top.place.kind === 'key';
  const lasts = places.flatMap(({ loss }) => loss?.last ?? []);
  const edits = lasts.filter(({ by }) => by === 'edit');
  const newest = (edits.length > 0 ? edits : lasts).map(({ position }) => position);
  const row: NaiveRow = {
    ...common,
    ...{ rule: top.loss.rule, victims: top.loss.victims },
    ...{ key: top.place.key, name: isKey ? null : top.place.name },
    lost: top.before === undefined ? null : isKey ? side : valueOf(top.before),
    kept: top.after === undefined ? null : isKey ? side : valueOf(top.after),
    written: newest.length === 0 ? null : Math.max(...newest),
    edits: places.reduce((sum, { loss }) => sum + (loss?.edits ?? 0), 0),
  };
  const writers = lasts.map(({ position }) => position);
  return { row, details: { operation, writers, ...insideOf(places) } };
};

const insideOf = (places: readonly Lost[]): Pick<NaiveDetails, 'inside' | 'places'> => {
  const keys = places.filter(({ place }) => place.kind === 'key').map(({ place }) => place.key);
  const values = places.flatMap(({ place: { kind, key, name } }) =>
    kind === 'value' ? [{ key, text: `${key}\0${foldName(name ?? '')}` }] : [],
  );
  const empty = keys.filter((key) => values.every((value) => value.key !== key));
  return { inside: new Set(keys), places: [...values.map(({ text }) => text), ...empty] };
};

const valueOf = (state: string): unknown => ({ value: JSON.parse(state) as unknown });
