import {
  applyChanges,
  emptyTree,
  findKey,
  foldName,
  hashKey,
  type RegistryChange,
  type RegistryValue,
} from '#registry';

import { type Change } from '../../places.js';
import {
  type Judged,
  type KeyChange,
  type Loss,
  type LossRule,
  type PlaceChange,
  type ValuePlaceChange,
  type Victim,
} from './place-change.js';

/** A row of the ledger, before its event is added. */
export type LossRow = Readonly<{
  key: string;
  /** Null for a key with its subtree, and for a key container. */
  name: string | null;
  /** JSON of both sides; undefined for an absent side. */
  lost: string | undefined;
  kept: string | undefined;
  rule: LossRule | null;
  victims: readonly Victim[];
  edits: number;
  /** The number of places that it stands for: keys, and values. */
  keys: number;
  values: number;
  /** Position of the newest edit of its places; without an edit, of their newest change. */
  written: number | undefined;
  /** Positions of the last changes of all its places. */
  writers: readonly number[];
}>;

type Key = Judged<KeyChange>;
type Value = Judged<ValuePlaceChange>;

/** A key that exists on one side only, with its values and subkeys. */
type Branch = { readonly key: Key; readonly values: Value[]; readonly branches: Branch[] };

/**
 * The rows for changed places. A subtree that exists on one side only, and whose places are all
 * lost alike, is one row: that of its topmost key. Every other lost place is a row of its own.
 *
 * ```text
 * Old        lost, R3                    Old        lost, R3        row: Old
 * Old\v      lost, R3                    Old\v      not lost
 * Old\Sub    lost, R3   row: Old (2, 1)  Old\Sub    lost, R3        row: Old\Sub (1, 1)
 * Old\Sub\w  lost, R3                    Old\Sub\w  lost, R3
 * ```
 *
 * @param places every changed place, a key before its subtree
 */
export const lossRows = (places: readonly Judged<PlaceChange>[]): readonly LossRow[] => {
  const branches = new Map<string, Branch>();
  const rows: LossRow[] = [];
  const tops: Branch[] = [];
  for (const { place, loss } of places)
    if (place.kind === 'key') {
      const branch: Branch = { key: { place, loss }, values: [], branches: [] };
      branches.set(place.folded, branch);
      (branches.get(parentOf(place.folded))?.branches ?? tops).push(branch);
    } else {
      const values = branches.get(place.folded)?.values;
      if (values !== undefined) values.push({ place, loss });
      else if (loss !== undefined) rows.push(valueRow(place, loss));
    }
  return [...rows, ...tops.flatMap(rowsOf)];
};

const parentOf = (folded: string): string => folded.slice(0, Math.max(0, folded.lastIndexOf('\\')));

const rowsOf = (branch: Branch): readonly LossRow[] => {
  const { alike, rows } = gathered(branch);
  return alike === undefined ? rows : [subtreeRow(branch, alike)];
};

/** The loss that all places of a branch share, or else its rows. */
const gathered = (
  branch: Branch,
): Readonly<{ alike: Loss | undefined; rows: readonly LossRow[] }> => {
  const { key, values, branches } = branch;
  const below = branches.map((child) => ({ child, ...gathered(child) }));
  const losses = [key.loss, ...values.map(({ loss }) => loss), ...below.map(({ alike }) => alike)];
  const { loss: alike } = key;
  if (alike !== undefined && losses.every((loss) => isAlike(loss, alike)))
    return { alike, rows: [] };
  const rows = [
    ...(alike === undefined ? [] : [subtreeRow({ key, values: [], branches: [] }, alike)]),
    ...values.flatMap(({ place, loss }) => (loss === undefined ? [] : [valueRow(place, loss)])),
    ...below.flatMap(({ child, alike: shared, rows: own }) =>
      shared === undefined ? own : [subtreeRow(child, shared)],
    ),
  ];
  return { alike: undefined, rows };
};

function* placesIn({ key, values, branches }: Branch): Iterable<Judged<PlaceChange>> {
  yield key;
  yield* values;
  for (const branch of branches) yield* placesIn(branch);
}

const isAlike = (loss: Loss | undefined, { rule, victims }: Loss): loss is Loss =>
  loss?.rule === rule &&
  loss.victims.length === victims.length &&
  loss.victims.every(({ checkpoint }, index) => checkpoint === victims[index]?.checkpoint);

const valueRow = (
  { key, name, lost, kept, last }: ValuePlaceChange,
  { rule, victims, edits }: Loss,
): LossRow => ({
  ...{ key, name, lost, kept, rule, victims, edits, keys: 0, values: 1 },
  ...writersOf([last]),
});

const subtreeRow = (branch: Branch, { rule, victims }: Loss): LossRow => {
  const { key, isLost } = branch.key.place;
  const judged = [...placesIn(branch)];
  const places = judged.map(({ place }) => place);
  const keys = places.filter(({ kind }) => kind === 'key').length;
  const values = places.length - keys;
  const side = JSON.stringify({ keys, values, hash: hashOf(key, places) });
  return {
    ...{ key, name: null, rule, victims, keys, values },
    lost: isLost ? side : undefined,
    kept: isLost ? undefined : side,
    edits: judged.reduce((sum, { loss }) => sum + (loss?.edits ?? 0), 0),
    ...writersOf(places.map(({ last }) => last)),
  };
};

const hashOf = (key: string, places: readonly PlaceChange[]): string => {
  const changes = places.map((place): RegistryChange => {
    if (place.kind === 'key') return { op: 'create-key', key: place.key };
    const value = JSON.parse(place.lost ?? place.kept ?? '') as RegistryValue;
    return { op: 'set', key: place.key, name: place.name, value };
  });
  return hashKey(findKey(applyChanges(emptyTree, changes), key));
};

/** The writers of the places of a row, by the last change of each. */
export const writersOf = (
  changes: readonly (Change | undefined)[],
): Pick<LossRow, 'written' | 'writers'> => {
  const [edits, all] = [new Set<number>(), new Set<number>()];
  for (const change of changes) {
    if (change === undefined) continue;
    all.add(change.position);
    if (!change.restored) edits.add(change.position);
  }
  const newest = [...(edits.size > 0 ? edits : all)].reduce((a, b) => Math.max(a, b), 0);
  const writers = [...all].sort((a, b) => a - b);
  return { written: all.size === 0 ? undefined : newest, writers };
};

/** The name of a row, unique among the rows of its event. */
export const rowName = ({ key, name }: Pick<LossRow, 'key' | 'name'>): string =>
  name === null ? foldName(key) : `${foldName(key)}\0${foldName(name)}`;
