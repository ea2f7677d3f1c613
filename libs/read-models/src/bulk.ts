import { type SQLInputValue } from 'node:sqlite';

import { type ReadDatabase } from './database.js';

/** So many rows go into one statement. */
const ROWS = 32;

/** Rows that are inserted together at the end of a transaction: a statement costs more than a row. */
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
    this.head = `INSERT INTO ${table} (${columns.join()}) VALUES `;
    this.one = this.sqlFor(1);
    this.many = this.sqlFor(ROWS);
  }

  add(...row: readonly SQLInputValue[]): void {
    this.values.push(...row);
  }

  flush(): void {
    let at = 0;
    const whole = ROWS * this.width;
    for (; at + whole <= this.values.length; at += whole)
      this.db.run(this.statement(ROWS), ...this.values.slice(at, at + whole));
    for (; at < this.values.length; at += this.width)
      this.db.run(this.statement(1), ...this.values.slice(at, at + this.width));
    this.values = [];
  }

  /** After a transaction that was undone. */
  forget(): void {
    this.values = [];
  }

  private statement(rows: number): string {
    return rows === 1 ? this.one : this.many;
  }

  private sqlFor(rows: number): string {
    const row = `(${Array.from({ length: this.width }, () => '?').join()})`;
    return this.head + Array.from({ length: rows }, () => row).join();
  }
}
