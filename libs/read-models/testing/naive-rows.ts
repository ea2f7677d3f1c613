import { type Recorded } from '#event-store';
import { foldName, hashKey } from '#registry';
import { findInModel, modelKey, type ModelKey } from '#testing/registry';

import { type ChangedContainer } from './naive-containers.js';
import { type Data } from './naive-events.js';
import { asTree, isAtOrBelow, type Place } from './naive-places.js';

/** A row of the ledger by a plain fold of the definitions. */
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

/** The terms by which a row is found, and the places that it stands for. */
export type NaiveDetails = Readonly<{
  operation: string;
  /** Positions of the last changes of its places. */
  writers: readonly number[];
  /** The folded keys of a subtree. */
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

/** A place that an event has changed, and the reason why it is lost. */
export type Lost = Readonly<{
  place: Place;
  before: string | undefined;
  after: string | undefined;
  loss: Loss | undefined;
}>;

/** The common properties of the rows of one event. */
export type Common = Pick<
  NaiveRow,
  'node' | 'resource' | 'checkpoint' | 'lostFrom' | 'isDeliberate' | 'overwritten'
> &
  Readonly<{ operation: string }>;

export type ListedRow = Readonly<{ row: NaiveRow; details: NaiveDetails }>;

/**
 * The rows for lost places: a whole subtree is one row, by its topmost key; other places have one
 * each.
 */
export const rowsOf = (
  lost: readonly Lost[],
  [before, after]: readonly [ModelKey, ModelKey],
  common: Common,
): readonly ListedRow[] => {
  const listed = new Set<Lost>();
  const rows: ListedRow[] = [];
  const list = (places: readonly Lost[], model = modelKey()): void => {
    for (const one of places) listed.add(one);
    rows.push(listedRow(places, sideOf(places, model), common));
  };
  for (const top of topmostFirst(lost)) {
    const inside = lost.filter(({ place }) => isAtOrBelow(place.key, top.place.key));
    if (listed.has(top) || !isUniform(inside, top.loss)) continue;
    const model = findInModel(top.before === undefined ? after : before, top.place.key);
    list([top, ...inside.filter((one) => one !== top)], model);
  }
  for (const one of lost) if (!listed.has(one) && one.loss !== undefined) list([one]);
  return rows;
};

const topmostFirst = (lost: readonly Lost[]): readonly Lost[] =>
  lost
    .filter(({ place, loss }) => place.kind === 'key' && loss !== undefined)
    .sort((a, b) => a.place.key.length - b.place.key.length);

const isUniform = (places: readonly Lost[], loss: Loss | undefined): boolean =>
  places.every((one) => one.loss !== undefined && signature(one.loss) === signature(loss));

const signature = (loss: Loss | undefined): string => JSON.stringify([loss?.rule, loss?.victims]);

const sideOf = (places: readonly Lost[], model: ModelKey): object => {
  const keys = places.filter(({ place }) => place.kind === 'key').length;
  return { keys, values: places.length - keys, hash: hashKey(asTree(model)) };
};

const listedRow = (
  places: readonly Lost[],
  side: unknown,
  { operation, ...common }: Common,
): ListedRow => {
  const [top] = places;
  if (top?.loss === undefined) throw new Error('a row without a loss');
  const { place, before, after, loss } = top;
  const stateOf = (state: string | undefined): unknown =>
    state === undefined ? null : place.kind === 'key' ? side : valueOf(state);
  const lasts = places.flatMap((one) => one.loss?.last ?? []);
  const row: NaiveRow = {
    ...common,
    ...{ rule: loss.rule, victims: loss.victims, key: place.key, name: place.name },
    ...{ lost: stateOf(before), kept: stateOf(after), written: newestOf(lasts) },
    edits: places.reduce((sum, one) => sum + (one.loss?.edits ?? 0), 0),
  };
  const writers = lasts.map(({ position }) => position);
  return { row, details: { operation, writers, ...insideOf(places) } };
};

/** The newest edit; without an edit, the newest change. */
const newestOf = (lasts: readonly Last[]): number | null => {
  const edits = lasts.filter(({ by }) => by === 'edit');
  const positions = (edits.length > 0 ? edits : lasts).map(({ position }) => position);
  return positions.length === 0 ? null : Math.max(...positions);
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

/** The fields that all rows of an event have in common. */
export const commonOf = (
  { position, metadata: { operation } }: Recorded,
  node: string,
  { resource = '', checkpoint = '', deliberate = false }: Data,
): Common => ({
  ...{ node, resource, checkpoint, operation, overwritten: Number(position) },
  ...{ lostFrom: 'node', isDeliberate: deliberate },
});

/** The row of a key container. */
export const containerRow = (
  { path, before, after, loss }: Omit<ChangedContainer, 'place'> & Readonly<{ loss: Loss }>,
  { operation, ...common }: Common,
): ListedRow => {
  const sideOf = (fingerprint: string | undefined): object | null =>
    fingerprint === undefined ? null : { fingerprint };
  const { last, ...why } = loss;
  const row: NaiveRow = {
    ...{ ...common, ...why, key: foldName(path), name: null },
    ...{ lost: sideOf(before), kept: sideOf(after), written: last?.position ?? null },
  };
  const writers = last === undefined ? [] : [last.position];
  return { row, details: { operation, writers, inside: new Set(), places: [foldName(path)] } };
};
