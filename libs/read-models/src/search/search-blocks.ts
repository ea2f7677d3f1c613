import { type ReadDatabase, type Row } from '../file/database.js';
import { unpacked } from '../varints.js';

/** The tables of the index. */
export const SEARCH_TABLES = {
  ...{ terms: 'search_terms', postings: 'search_postings' },
  isCompact: true,
} as const;

/** A numbered version of a value. */
export type NumberedVersion = Readonly<{
  ordinal: number;
  position: number;
  place: number;
  /** The number of the first version of the block with its content. */
  first: number;
}>;

/** Versions in the order of the log. */
export type SearchBlock = Readonly<{
  /** The number of the first version, and its position. */
  first: number;
  position: number;
  /** False for the last block while it grows. */
  isIndexed: boolean;
  versions: readonly NumberedVersion[];
}>;

const ALL = 'SELECT * FROM search_blocks';

export const lastBlock = (db: ReadDatabase): SearchBlock | undefined =>
  toBlock(db.get(`${ALL} ORDER BY first DESC LIMIT 1`));

/** The block of a version by its number. */
export const blockOf = (db: ReadDatabase, ordinal: number): SearchBlock | undefined =>
  toBlock(db.get(`${ALL} WHERE first <= ? ORDER BY first DESC LIMIT 1`, ordinal));

/** The number of the last version up to a position; 0 if there is none. */
export const lastUpTo = (db: ReadDatabase, position: number): number => {
  const sql = `${ALL} WHERE position <= ? ORDER BY position DESC, first DESC LIMIT 1`;
  const block = toBlock(db.get(sql, position));
  return block?.versions.findLast((version) => version.position <= position)?.ordinal ?? 0;
};

const WIDTH = 3;

const toBlock = (row: Row | undefined): SearchBlock | undefined => {
  if (row === undefined) return undefined;
  const [first, position] = [Number(row['first']), Number(row['position'])];
  const entries = unpacked(row['entries'] as Uint8Array);
  let at = position;
  const versions = Array.from({ length: entries.length / WIDTH }, (_, index) => {
    const [distance = 0, place = 0, back = 0] = entries.slice(index * WIDTH, (index + 1) * WIDTH);
    at += distance;
    return { ordinal: first + index, position: at, place, first: first + index - back };
  });
  return { first, position, isIndexed: row['is_indexed'] === 1, versions };
};
