import { foldName, joinKey, lazyKey, type RegistryKey, type RegistryTree } from '#registry';

import { type ReadDatabase } from '../file/database.js';
import { HELD_AT, versionAt } from '../registry/version-blocks.js';

const BELOW = `SELECT text FROM key_versions
  WHERE node = ? AND parent = ? AND since <= ? AND (until IS NULL OR until > ?)`;

/** The registry of a node at a position. Each key is read from the file when it is first touched. */
export const lazyRegistry = (db: ReadDatabase, node: string, at: number): RegistryTree => {
  const keyAt = (path: string, name: string): RegistryKey =>
    lazyKey(name, {
      *values() {
        for (const row of db.all(`${HELD_AT} AND p.key = ?3`, node, at, foldName(path))) {
          const held = versionAt(row, at);
          if (held !== undefined)
            yield { name: held.spelling ?? String(row['text']), value: held.value };
        }
      },
      *keys() {
        for (const { text } of db.all(BELOW, node, foldName(path), at, at))
          yield keyAt(joinKey(path, String(text)), String(text));
      },
    });
  return keyAt('', '');
};
