import { type ReadDatabase } from '../file/database.js';
import { jsonOf, versionsOf, type Held, type Version } from '../registry/version-blocks.js';

/** A version by its place and its position. */
type At = Readonly<{ place: number; position: number }>;

/** A place of a value, as it is shown. */
export type SearchedPlace = Readonly<{ id: number; node: string; key: string; name: string }>;

/** A version of a place, and the position at which the next one replaced it. */
export type SearchedVersion = Readonly<{ version: Held; until: number | undefined; size: number }>;

export const placeAt = (db: ReadDatabase, id: number): SearchedPlace | undefined => {
  const row = db.get('SELECT node, key_text, text FROM value_places WHERE id = ?', id);
  if (row === undefined) return undefined;
  const [node, key, name] = [row['node'], row['key_text'], row['text']].map(String);
  return { id, node: node ?? '', key: key ?? '', name: name ?? '' };
};

/** The version that an event wrote; undefined for a deletion. */
export const versionAt = (
  db: ReadDatabase,
  { place, position }: At,
): SearchedVersion | undefined => {
  const sql =
    'SELECT first, versions FROM value_versions WHERE place = ? AND first <= ? ORDER BY first DESC LIMIT 1';
  const row = db.get(sql, place, position);
  if (row === undefined) return undefined;
  const versions = versionsOf(row);
  const index = versions.findIndex(({ since }) => since === position);
  const [version, next] = [versions[index], versions[index + 1]];
  if (!isValue(version)) return undefined;
  const size = String(row['versions']).length;
  return { version, until: next?.since ?? nextOf(db, { place, position }), size };
};

const isValue = (version: Version | undefined): version is Held => version?.value !== undefined;

const nextOf = (db: ReadDatabase, { place, position }: At): number | undefined => {
  const sql = 'SELECT min(first) AS next FROM main.value_versions WHERE place = ? AND first > ?';
  const next = db.get(sql, place, position)?.['next'];
  return typeof next === 'number' ? next : undefined;
};

/** The JSON of the value that an event wrote, and its node. */
export const contentAt = (
  db: ReadDatabase,
  at: At,
): Readonly<{ node: string; json: string }> | undefined => {
  const [place, found] = [placeAt(db, at.place), versionAt(db, at)];
  return place && found && { node: place.node, json: jsonOf(found.version) };
};
