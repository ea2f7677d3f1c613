import { foldName, type RegistryChange } from '#registry';
import { type LostValue, type LostWrite } from '#read-models';

import { malformed } from '../refusals.js';
import { type RunningCluster } from '../running-cluster.js';

/** A place of a lost write, as a request names it. */
export type NamedPlace = Readonly<{ key: string; name: string | null }>;

/** The changes that put a lost content back. `isPart`: some places of the row were left out. */
export type RecoveredPlaces = Readonly<{ changes: readonly RegistryChange[]; isPart: boolean }>;

/** The number of places in one read. */
const PAGE = 1000;

/**
 * The changes that put the places of a lost write back.
 *
 * @param wanted the places to put back; all if undefined
 * @throws RequestRefusal for a place that is no part of the row
 */
export const recoveredPlaces = async (
  cluster: RunningCluster,
  row: LostWrite,
  wanted: readonly NamedPlace[] | undefined,
): Promise<RecoveredPlaces> => {
  if (wanted === undefined && isLostDeletion(row))
    return { changes: [{ op: 'delete-key', key: row.key }], isPart: false };
  const left = new Map(wanted?.map((place, index) => [textOf(place), index]));
  const changes: RegistryChange[] = [];
  let isPart = false;
  for await (const place of placesOf(cluster, row)) {
    const isWanted = wanted === undefined || left.delete(textOf(place));
    if (isWanted) changes.push(changeOf(place));
    else isPart = true;
  }
  for (const index of left.values()) throw noPlace(row, index);
  return { changes, isPart };
};

/**
 * A lost key container is one place.
 *
 * @throws RequestRefusal for a place that is no part of the row
 */
export const requireContainerPlace = (
  row: LostWrite,
  wanted: readonly NamedPlace[] | undefined,
): void => {
  for (const [index, place] of wanted?.entries() ?? [])
    if (textOf(place) !== textOf({ key: row.key, name: null })) throw noPlace(row, index);
};

const noPlace = ({ id }: LostWrite, index: number): Error =>
  malformed(`/values/${index}`, `is no place of lost write ${id}: see its values`);

/** True if the deletion of a key with its subtree was lost. */
const isLostDeletion = ({ name, lost }: LostWrite): boolean => name === null && lost === undefined;

async function* placesOf(cluster: RunningCluster, row: LostWrite): AsyncIterable<LostValue> {
  const { values } = cluster.reads.ledger;
  for (let cursor: string | undefined; ;) {
    const { items, isLast } = values.page(row, PAGE, cursor);
    yield* items;
    cursor = items.at(-1)?.cursor;
    if (isLast || cursor === undefined) return;
    await cluster.takeTurn();
  }
}

/** Puts one place back: a value, the absence of a value, a key, or the absence of a key. */
const changeOf = ({ key, name, lost }: LostValue): RegistryChange => {
  if (name === null) return { op: lost === undefined ? 'delete-key' : 'create-key', key };
  return lost !== undefined && 'value' in lost
    ? { op: 'set', key, name, value: lost.value }
    : { op: 'delete-value', key, name };
};

const textOf = ({ key, name }: NamedPlace): string =>
  `${foldName(key)}\0${name === null ? '' : `\0${foldName(name)}`}`;
