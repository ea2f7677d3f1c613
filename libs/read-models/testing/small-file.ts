import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';

import { stormyHistory, type SimulatedCluster } from '#testing/processes';

import { logId } from '../src/file/log-id.js';
import { ReadDatabase, type Row } from '../src/file/database.js';
import { ReadModels } from '../src/read-models.js';
import { addRowSums } from '../src/file/row-sum.js';
import { TABLES } from '../src/file/tables.js';

/** SQLite's smallest page size: a small file then has many pages of every kind. */
const PAGE_BYTES = 512;
/** Removes a file with the files that SQLite puts beside it. */
export const removeReads = async (file: string): Promise<void> => {
  for (const end of ['', '-wal', '-shm']) await rm(`${file}${end}`, { force: true });
};

/** Every row of every table. */
export const allRows = (db: ReadDatabase): readonly (readonly Row[])[] =>
  TABLES.map(({ name }) => db.all(`SELECT * FROM ${name}`));

/** A small file of the read models with rows in every table, in its state after a stop. */
export class SmallFile {
  private constructor(
    readonly cluster: SimulatedCluster,
    readonly id: string | null,
    readonly bytes: Buffer,
    readonly rows: readonly (readonly Row[])[],
  ) {}

  static async of(file: string): Promise<SmallFile> {
    const cluster = await stormyHistory(1, 12);
    const log = await cluster.log();
    const parked = log.findLast(({ event }) => event.type === 'RegistryChanged');
    const reads = await ReadModels.open({
      ...{ file, log: cluster.store, cluster: 'test', keepEvery: 20 },
      inspect: (recorded) => {
        if (recorded.id === parked?.id) throw new Error('a cosmic ray');
      },
    });
    await reads.start(await cluster.store.head());
    await reads.close();
    fill(file);
    const db = new ReadDatabase(file, { role: 'reader' });
    const rows = allRows(db);
    db.close();
    const id = await logId(cluster.store);
    return new SmallFile(cluster, id, readFileSync(file), rows);
  }

  /** Writes other bytes to the path of the file. */
  async put(file: string, bytes: Uint8Array = this.bytes): Promise<void> {
    await removeReads(file);
    await writeFile(file, bytes);
  }

  /** The bytes with one flipped bit. */
  flipped(at: number): Buffer {
    const bytes = Buffer.from(this.bytes);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
    return bytes;
  }
}

const anyValue = (column: string): string =>
  column.includes(' INTEGER') ? '7' : column.includes(' BLOB') ? "x'00000000'" : "'any'";

/** Gives each empty table a row, and the file its small pages. */
const fill = (file: string): void => {
  const db = new DatabaseSync(file);
  addRowSums(db);
  for (const { name, columns } of TABLES) {
    const { count } = db.prepare(`SELECT count(*) AS count FROM ${name}`).get() ?? {};
    if (count === 0) db.exec(`INSERT INTO ${name} VALUES (${columns.map(anyValue).join(', ')})`);
  }
  db.exec(
    `PRAGMA journal_mode = DELETE; PRAGMA page_size = ${PAGE_BYTES}; VACUUM; PRAGMA journal_mode = WAL`,
  );
  db.close();
};
