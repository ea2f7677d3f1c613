import { rmSync } from 'node:fs';
import { type DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

import { connect, type Role } from './connection.js';
import { damageIn, ReadModelDamaged } from './damage.js';

/** A row in the form that SQLite returns. */
export type Row = Readonly<Record<string, null | number | bigint | string | Uint8Array>>;

type DatabaseOptions = Readonly<{
  role?: Role;
  /** Called for damage that a statement has found; the statement also throws. */
  onDamage?: (damage: ReadModelDamaged) => void;
}>;

/**
 * The read model's file, with prepared statements. A table's name stands for its verified rows;
 * writes name it with `main.`. The file is opened at the first statement.
 *
 * Every statement throws ReadModelDamaged if the file, or a row that it needs, is damaged.
 */
export class ReadDatabase {
  /** True for rows in memory over those of a file. */
  readonly isLayer: boolean = false;
  private db: DatabaseSync | undefined;
  private readonly statements = new Map<string, StatementSync>();
  private reason: Error | undefined;

  constructor(
    readonly file: string,
    private readonly how: DatabaseOptions = {},
  ) {}

  transaction(work: () => void): void {
    this.begin();
    try {
      work();
    } catch (error) {
      this.undo();
      throw error;
    }
    this.commit();
  }

  /** Begins a transaction, unless one is open. */
  begin(): void {
    if (this.db?.isTransaction !== true) this.run('BEGIN');
  }

  commit(): void {
    this.run('COMMIT');
  }

  /** Undoes the open transaction. */
  undo(): void {
    if (this.db?.isTransaction === true) this.run('ROLLBACK');
  }

  run(sql: string, ...values: readonly SQLInputValue[]): void {
    this.attempt(() => this.statement(sql).run(...values));
  }

  get(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return this.attempt(() => this.statement(sql).get(...values));
  }

  /**
   * Rows one by one. No statement with the same text may run in the meantime. A reader that stops
   * early ends the statement, because an open statement keeps the connection in the past.
   */
  *each(sql: string, ...values: readonly SQLInputValue[]): Iterable<Row> {
    const rows = this.attempt(() => this.statement(sql).iterate(...values));
    try {
      for (;;) {
        const next = this.attempt(() => rows.next());
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      rows.return?.();
    }
  }

  all(sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    return this.attempt(() => this.statement(sql).all(...values));
  }

  /** Makes every statement throw a reason, until `reopen`. */
  shut(reason: Error): void {
    this.reason = reason;
  }

  /** Lets statements run again, on the present file. */
  reopen(): void {
    this.close();
    this.reason = undefined;
  }

  /** Deletes the file, which no other connection may have open, and begins a new one. */
  renew(): void {
    this.close();
    if (this.file !== ':memory:')
      for (const end of ['', '-wal', '-shm']) rmSync(`${this.file}${end}`, { force: true });
    this.db = this.connect();
  }

  protected connect(): DatabaseSync {
    return connect(this.file, this.how.role ?? 'writer');
  }

  /** The text of a statement for this connection. */
  protected textOf(sql: string): string {
    return sql;
  }

  close(): void {
    this.statements.clear();
    if (this.db?.isOpen === true) this.db.close();
    this.db = undefined;
  }

  private attempt<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      if (this.reason !== undefined) throw this.reason;
      const found = damageIn(error);
      if (found instanceof ReadModelDamaged) this.how.onDamage?.(found);
      throw found;
    }
  }

  private statement(sql: string): StatementSync {
    if (this.reason !== undefined) throw this.reason;
    this.db ??= this.connect();
    const known = this.statements.get(sql) ?? this.db.prepare(this.textOf(sql));
    this.statements.set(sql, known);
    return known;
  }
}

/** The half-open range of folded keys below a key: the character after `\` is `]`. */
export const rangeBelow = (key: string): readonly [from: string, to: string] =>
  key === '' ? ['', '\u{10ffff}'] : [`${key}\\`, `${key}]`];
