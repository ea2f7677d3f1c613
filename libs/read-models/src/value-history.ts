import { toPosition, type Position } from '#event-store';
import { foldName, type RegistryValue } from '#registry';

import { rangeBelow, type ReadDatabase, type Row } from './database.js';
import { isHeld, versionsOf, type Held } from './version-blocks.js';

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
  const sql = `SELECT id, key_text, text, first, versions FROM value_places JOIN value_versions ON place = id
    WHERE ${clauses.join(' AND ')} ORDER BY id, first`;
  const newest = new Newest(limit);
  for (const found of inOrder(db.each(sql, ...values)))
    if (before === undefined || found.version.since < Number(before)) newest.add(found);
  return newest.list().map(toVersion);
};

type Found = Readonly<{ row: Row; version: Held; until: number | undefined }>;

/** Each version that has a value, with where the next one of its place ended it. */
function* inOrder(rows: Iterable<Row>): Iterable<Found> {
  let last: Omit<Found, 'until'> | undefined;
  for (const row of rows)
    for (const version of versionsOf(row)) {
      const isSame = last !== undefined && last.row['id'] === row['id'];
      if (last !== undefined) yield { ...last, until: isSame ? version.since : undefined };
      last = isHeld(version) ? { row, version } : undefined;
    }
  if (last !== undefined) yield { ...last, until: undefined };
}

/** Keeps the newest ones of many. */
class Newest {
  private kept: Found[] = [];

  constructor(private readonly limit: number) {}

  add(found: Found): void {
    this.kept.push(found);
    if (this.kept.length >= 2 * this.limit + 1000) this.kept = [...this.list()];
  }

  list(): readonly Found[] {
    return this.kept.toSorted(byAge).slice(0, this.limit);
  }
}

const byAge = (a: Found, b: Found): number =>
  b.version.since - a.version.since || Number(b.row['id']) - Number(a.row['id']);

const toVersion = ({ row, version, until }: Found): ValueVersion => ({
  key: String(row['key_text']),
  name: version.spelling ?? String(row['text']),
  value: version.value,
  since: toPosition(BigInt(version.since)),
  until: until === undefined ? undefined : toPosition(BigInt(until)),
  restored: version.restored,
});
