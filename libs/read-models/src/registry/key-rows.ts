import { joinKey, splitKey } from '#registry';

import { type Row } from '../file/database.js';
import { type Change } from '../places.js';

/** A folded key and all its ancestors, up to the root. */
export const lineageOf = (folded: string): readonly string[] => {
  const names = splitKey(folded);
  return Array.from({ length: names.length + 1 }, (_, above) =>
    joinKey(...names.slice(0, names.length - above)),
  );
};

/** True for a folded key at or below another one. */
export const isBelow = (key: string, folded: string): boolean =>
  folded === '' || key === folded || key.startsWith(`${folded}\\`);

/** Orders rows of keys: a key comes before its subtree. */
export const byDepth = (a: Row, b: Row): number =>
  splitKey(String(a['key'])).length - splitKey(String(b['key'])).length;

/** The change that created a key, by its row. */
export const creationOf = (row: Row): Change => ({
  position: Number(row['made'] ?? row['since']),
  revision: Number(row['revision']),
  restored: row['restored'] === 1,
});

/** The change that deleted a key, by its row. */
export const deletionOf = (row: Row | undefined): Change | undefined =>
  row === undefined || row['until'] === null
    ? undefined
    : {
        position: Number(row['until']),
        revision: Number(row['until_revision']),
        restored: row['until_restored'] === 1,
      };
