import { type DatabaseSync, type SQLOutputValue } from 'node:sqlite';

const WORD = 4;

/** The numbers of a row, each in four bytes. */
const wordsOf = (bytes: Uint8Array): Uint32Array => new Uint32Array(bytes.slice().buffer);

/**
 * The first numbers of a row, as many as belong to positions up to one.
 *
 * @param width the numbers that belong to one position
 * @param place which of them is the distance of the position from the first one
 */
const cutTo =
  (width: number, place: number) =>
  (at: SQLOutputValue, first: SQLOutputValue, bytes: SQLOutputValue): Uint8Array => {
    const all = bytes as Uint8Array;
    const words = wordsOf(all);
    const most = Number(at) - Number(first);
    let count = words.length / width;
    while (count > 0 && (words[(count - 1) * width + place] ?? 0) > most) count -= 1;
    return all.subarray(0, count * width * WORD);
  };

/** The versions of a row that were there at a position. */
const cutVersions = (
  at: SQLOutputValue,
  first: SQLOutputValue,
  text: SQLOutputValue,
): SQLOutputValue => {
  const versions = JSON.parse(String(text)) as readonly (readonly [number])[];
  const most = Number(at) - Number(first);
  const kept = versions.filter(([distance]) => distance <= most);
  return kept.length === versions.length ? text : JSON.stringify(kept);
};

/** Adds the functions to a connection with which rows are shown as they were at a position. */
export const addCuts = (db: DatabaseSync): void => {
  const how = { deterministic: true };
  db.function('cut', how, cutTo(1, 0));
  db.function('cut_places', how, cutTo(2, 0));
  db.function('cut_entries', how, cutTo(2, 1));
  db.function('cut_versions', how, cutVersions);
};
