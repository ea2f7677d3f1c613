import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { pathToFileURL } from 'node:url';

import { toPosition, type Position, type Recorded } from '#event-store';

import { Events } from '../events/events.js';
import { COMMON, hasSchema, READ_MODEL_VERSION } from '../file/connection.js';
import { damageIn, ReadModelDamaged } from '../file/damage.js';
import { ReadDatabase } from '../file/database.js';
import { addRowSums } from '../file/row-sum.js';
import { addCuts } from './cuts.js';
import { layerSchema } from './layer-schema.js';

/**
 * Rows in memory over those of a file. The file is only read, and stays as it was when the layer was
 * opened, whatever is written into it meanwhile.
 */
export class LayerDatabase extends ReadDatabase {
  override readonly isLayer = true;
  private isOpen = false;

  /** @param at the position after which the layer begins; the end of the file if undefined */
  constructor(
    private readonly base: string,
    private readonly at?: number,
  ) {
    super(':memory:', {});
  }

  /** The position after which the layer begins. */
  get begunAt(): Position {
    return toPosition(BigInt(Number(this.get('SELECT position FROM state')?.['position'] ?? 0)));
  }

  /** The events after a position, oldest first. */
  eventsAfter(position: Position, limit: number): readonly Recorded[] {
    const page = { limit, order: 'oldest', cursor: position } as const;
    return new Events(this).list({}, page);
  }

  /** The event of a stream at a revision; none if there is none. */
  eventsAt(stream: string, revision: bigint): readonly Recorded[] {
    const events = new Events(this);
    const position = events.positionOf(stream, Number(revision));
    const found = position === undefined ? undefined : events.at(Number(position));
    return found?.stream === stream && found.revision === revision ? [found] : [];
  }

  /** The events of a stream, oldest first. */
  eventsOf(stream: string): readonly Recorded[] {
    return new Events(this).list({ stream }, { limit: Infinity, order: 'oldest' });
  }

  protected override connect(): DatabaseSync {
    const db = new DatabaseSync(':memory:');
    try {
      addRowSums(db);
      addCuts(db);
      db.exec(COMMON);
      const url = pathToFileURL(this.base);
      url.searchParams.set('mode', 'ro');
      db.prepare('ATTACH ? AS base').run(url.href);
      if (!hasSchema(db, 'base'))
        throw new ReadModelDamaged('its schema is not that of this version');
      // The transaction ends with the connection: until then the file does not change for it.
      db.exec('BEGIN');
      db.exec(layerSchema(this.at));
      this.begun(db);
      return db;
    } catch (error) {
      db.close();
      throw damageIn(error);
    }
  }

  /** Writes the position after which the layer begins. */
  private begun(db: DatabaseSync): void {
    const state = db.prepare('SELECT log, position FROM base.state').get();
    const position = this.at ?? Number(state?.['position'] ?? 0);
    db.prepare('INSERT INTO main.state (only_row, version, log, position) VALUES (0, ?, ?, ?)').run(
      READ_MODEL_VERSION,
      state?.['log'] ?? null,
      position,
    );
  }

  override begin(): void {
    if (this.isOpen) return;
    this.run('SAVEPOINT layer');
    this.isOpen = true;
  }

  override commit(): void {
    this.run('RELEASE layer');
    this.isOpen = false;
  }

  override undo(): void {
    if (!this.isOpen) return;
    this.run('ROLLBACK TO layer');
    this.commit();
  }

  /** Copies the rows below that a statement changes into the layer first. */
  override run(sql: string, ...values: readonly SQLInputValue[]): void {
    const update = /^UPDATE main\.(\w+) SET (.*?) WHERE (.*)$/s.exec(sql);
    if (update !== null) {
      const [, table = '', set = '', where = ''] = update;
      const given = values.slice(set.split('?').length - 1);
      const columns = this.columnsOf(table).join(', ');
      super.run(
        `INSERT OR IGNORE INTO main.${table} (${columns}) SELECT ${columns} FROM ${table} WHERE ${where}`,
        ...given,
      );
    }
    super.run(sql, ...values);
  }

  /** A table's name alone stands for its rows in the layer and below. */
  protected override textOf(sql: string): string {
    return sql.startsWith('SELECT') ? sql.replaceAll(' main.', ' ') : sql;
  }

  private columnsOf(table: string): readonly string[] {
    const columns = this.all(`SELECT name FROM pragma_table_info('${table}', 'main')`);
    return columns.map(({ name }) => String(name));
  }
}
