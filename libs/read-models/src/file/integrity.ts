import { ReadDatabase } from './database.js';
import { ReadModelDamaged } from './damage.js';
import { TABLES } from './tables.js';

type CheckOptions = Readonly<{
  /** Called between two tables; false ends the check. */
  goesOn?: () => boolean;
}>;

/**
 * Reads a whole file: SQLite's own check of its trees, and the checksum of every row.
 *
 * @throws ReadModelDamaged for the first damage
 */
export const requireIntact = (db: ReadDatabase): void => {
  requireOk(db, 'PRAGMA main.integrity_check(1)');
  for (const { name } of TABLES) verifyRows(db, name);
};

/** The damage of a file in use, searched table by table; undefined if there is none. */
export const findDamage = (
  file: string,
  { goesOn = () => true }: CheckOptions = {},
): ReadModelDamaged | undefined => {
  const db = new ReadDatabase(file, { role: 'reader' });
  try {
    for (const { name } of TABLES) {
      if (!goesOn()) return undefined;
      requireOk(db, `PRAGMA main.integrity_check(${name})`);
      verifyRows(db, name);
    }
    return undefined;
  } catch (error) {
    if (error instanceof ReadModelDamaged) return error;
    throw error;
  } finally {
    db.close();
  }
};

const requireOk = (db: ReadDatabase, check: string): void => {
  const found = db.get(check)?.['integrity_check'];
  if (found !== 'ok') throw new ReadModelDamaged(String(found).replaceAll(/\s+/g, ' '));
};

/** A count of a view's rows reads them all, and so verifies their checksums. */
const verifyRows = (db: ReadDatabase, table: string): void => {
  db.get(`SELECT count(*) AS count FROM ${table}`);
};
