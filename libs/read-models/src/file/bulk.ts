import { type SQLInputValue } from 'node:sqlite';

import { type ReadDatabase } from './database.js';

/** The number of rows in one statement. */
const ROWS = 32;

/** Inserts rows in groups, within a transaction: a statement takes longer than a row. */
export class Bulk {
  private values: SQLInputValue[] = [];
  private readonly width: number;
  private readonly head: string;
  private readonly one: string;
  private readonly many: string;

  constructor(
    private readonly db: ReadDatabase,
    table: string,
    columns: readonly string[],
  ) {
    this.width = columns.length;
    this.head = `INSERT INTO main.${table} (${columns.join()}) VALUES `;
    this.one = this.sqlFor(1);
    this.many = this.sqlFor(ROWS);
  }

  add(...row: readonly SQLInputValue[]): void {
    this.values.push(...row);
    if (this.values.length < ROWS * this.width) return;
    this.db.run(this.many, ...this.values);
    this.values = [];
  }

  /** Inserts the rows of an incomplete group. */
  flush(): void {
    for (let at = 0; at < this.values.length; at += this.width)
      this.db.run(this.one, ...this.values.slice(at, at + this.width));
    this.values = [];
  }

  /** Forgets the rows of a transaction that was undone. */
  forget(): void {
    this.values = [];
  }

  private sqlFor(rows: number): string {
    const row = `(${Array.from({ length: this.width }, () => '?').join()})`;
    return this.head + Array.from({ length: rows }, () => row).join();
  }
}
