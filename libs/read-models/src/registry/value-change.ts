import { foldName } from '#registry';

import { type ReadDatabase } from '../file/database.js';
import { type ValueChange } from '../places.js';
import { lastVersion, type Version } from './version-blocks.js';

/** A value of a physical key of a node. Case has no meaning. */
export type NamedPlace = Readonly<{ node: string; key: string; name: string }>;

const SQL = `SELECT v.first, v.versions, v.edits, v.settled FROM value_places p
  JOIN value_versions v ON v.place = p.id
  WHERE p.node = ? AND p.key = ? AND p.name = ? AND v.first <= ? ORDER BY v.first DESC LIMIT 1`;

/** The content of a value at a position, with its last change; undefined if it was never written. */
export const valueChangeAt = (
  db: ReadDatabase,
  { node, key, name }: NamedPlace,
  position: number,
): Readonly<{ version: Version; change: ValueChange }> | undefined => {
  const row = db.get(SQL, node, foldName(key), foldName(name), position);
  return row && lastVersion(row, position);
};
