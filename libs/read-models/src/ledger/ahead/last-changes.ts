import { foldName } from '#registry';

import { type ReadDatabase } from '../../file/database.js';
import { type Change } from '../../places.js';
import { creationOf, deletionOf } from '../../registry/key-rows.js';
import { valueChangeAt } from '../../registry/value-change.js';

const LAST_KEY = `SELECT * FROM key_versions WHERE node = ? AND key = ? AND since <= ?
  ORDER BY since DESC LIMIT 1`;

/** The last change of a value up to a position; undefined if it was never written. */
export const lastChangeOfValue = (
  db: ReadDatabase,
  place: Readonly<{ node: string; key: string; name: string }>,
  at: number,
): Change | undefined => valueChangeAt(db, place, at)?.change;

/**
 * The last change of the existence of a key up to a position.
 *
 * @param isThere true for a key that exists there
 */
export const lastChangeOfKey = (
  db: ReadDatabase,
  { node, key, isThere }: Readonly<{ node: string; key: string; isThere: boolean }>,
  at: number,
): Change | undefined => {
  const row = db.get(LAST_KEY, node, foldName(key), at);
  return isThere ? row && creationOf(row) : deletionOf(row);
};
