import { toPosition, type Position } from '#event-store';
import { foldName, type RegistryValue } from '#registry';

import { rangeBelow, type ReadDatabase, type Row } from './database.js';

/** One version of a value at or below a key. */
export type ValueVersion = Readonly<{
  key: string;
  name: string;
  value: RegistryValue;
  since: Position;
  /** Undefined while it holds. */
  until: Position | undefined;
  /** Whether a restore wrote it. */
  restored: boolean;
}>;

/** The versions of the values at and below a physical key of a node, newest first. */
export const valueHistory = (
  db: ReadDatabase,
  { node, key, name }: Readonly<{ node: string; key: string; name?: string }>,
  { limit, before }: Readonly<{ limit: number; before?: Position }>,
): readonly ValueVersion[] => {
  const folded = foldName(key);
  const clauses = ['node = ?', '(key = ? OR (key >= ? AND key < ?))'];
  const values: (string | number)[] = [node, folded, ...rangeBelow(folded)];
  if (name !== undefined) {
    clauses.push('key = ?', 'name = ?');
    values.push(folded, foldName(name));
  }
  if (before !== undefined) {
    clauses.push('since < ?');
    values.push(Number(before));
  }
  const sql = `SELECT *, ifnull(spelling, text) AS spelled FROM value_places JOIN value_versions ON place = id WHERE ${clauses.join(' AND ')}
    ORDER BY since DESC, place DESC LIMIT ?`;
  return db.all(sql, ...values, limit).map(toVersion);
};

const toVersion = (row: Row): ValueVersion => ({
  key: String(row['key_text']),
  name: String(row['spelled']),
  value: JSON.parse(String(row['value'])) as RegistryValue,
  since: toPosition(BigInt(Number(row['since']))),
  until: row['until'] === null ? undefined : toPosition(BigInt(Number(row['until']))),
  restored: row['restored'] === 1,
});
