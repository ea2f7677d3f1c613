import { toPosition, type Position } from '#event-store';
import { type RegistryValue } from '#registry';

import { type ReadDatabase, type Row } from './database.js';
import { takePage, type Paged, type Sized } from './pages.js';

/** A value that a restore overwrote although somebody counted on it; ids, not names. */
export type LostWrite = Readonly<{
  id: string;
  rule: string;
  node: string;
  resource: string;
  checkpoint: string;
  key: string;
  name: string;
  lost: RegistryValue;
  /** What stands there since; undefined for nothing. */
  kept: RegistryValue | undefined;
  /** Position of the write that was lost. */
  written: Position;
  /** Position of the restore that overwrote it. */
  overwritten: Position;
}>;

export type LostWriteFilter = Readonly<{
  node?: string;
  resource?: string;
  checkpoint?: string;
  rule?: string;
  to?: Position;
}>;

const COLUMNS = ['node', 'resource', 'checkpoint', 'rule'] as const;

/** What restores have overwritten. */
export class LostWrites {
  constructor(private readonly db: ReadDatabase) {}

  /** Newest first; `cursor` is the id of the last one of the page before. */
  page(filter: LostWriteFilter, limit: number, cursor: string | undefined): Paged<LostWrite> {
    const wanted = COLUMNS.filter((column) => filter[column] !== undefined);
    const clauses = wanted.map((column) => `${column} = ?`);
    const values: (string | number)[] = wanted.map((column) => filter[column] ?? '');
    if (filter.to !== undefined) {
      clauses.push('position <= ?');
      values.push(Number(filter.to));
    }
    if (cursor !== undefined) {
      clauses.push('(position, id) < (SELECT position, id FROM lost_writes WHERE id = ?)');
      values.push(cursor);
    }
    const where = clauses.length === 0 ? '' : `WHERE ${clauses.join(' AND ')}`;
    const sql = `SELECT * FROM lost_writes ${where} ORDER BY position DESC, id DESC LIMIT ?`;
    return takePage(sized(this.db.each(sql, ...values, limit + 1)), limit);
  }

  get(id: string): LostWrite | undefined {
    const row = this.db.get('SELECT * FROM lost_writes WHERE id = ?', id);
    return row && toLostWrite(row);
  }
}

function* sized(rows: Iterable<Row>): Iterable<Sized<LostWrite>> {
  for (const row of rows)
    yield {
      item: toLostWrite(row),
      size: String(row['lost']).length + String(row['kept']).length,
    };
}

const toLostWrite = (row: Row): LostWrite => ({
  id: String(row['id']),
  rule: String(row['rule']),
  node: String(row['node']),
  resource: String(row['resource']),
  checkpoint: String(row['checkpoint']),
  key: String(row['key']),
  name: String(row['name']),
  lost: JSON.parse(String(row['lost'])) as RegistryValue,
  kept: row['kept'] === null ? undefined : (JSON.parse(String(row['kept'])) as RegistryValue),
  written: toPosition(BigInt(Number(row['written']))),
  overwritten: toPosition(BigInt(Number(row['position']))),
});
