import { foldName } from '#registry';

import { Bulk } from '../file/bulk.js';
import { rangeBelow, type ReadDatabase, type Row } from '../file/database.js';
import { type CachedKey, type KeyCache } from './key-cache.js';
import { changeOf, isThere, type Change, type Holding, type Place } from '../places.js';
import { jsonOf, lastVersion } from './version-blocks.js';

const OF_PLACE = 'p.id, p.key, p.name, p.key_text, p.text';
const LAST = `SELECT ${OF_PLACE}, v.first, v.versions, v.edits, v.settled FROM value_places p
  JOIN value_versions v ON v.place = p.id
    AND v.first = (SELECT first FROM main.value_versions WHERE place = p.id ORDER BY first DESC LIMIT 1)
  WHERE p.node = ?`;
/** A place whose versions no event has left visible. */
const EMPTY = `SELECT ${OF_PLACE}, NULL AS first FROM value_places p WHERE p.node = ?`;

const AT = `SELECT first, versions, edits, settled FROM value_versions
  WHERE place = ? AND first <= ? ORDER BY first DESC LIMIT 1`;

/** The places of values, with their present content. */
export class ValuePlaces {
  private readonly rows: Bulk;
  private last: number | undefined;

  constructor(
    private readonly db: ReadDatabase,
    private readonly keys: KeyCache,
  ) {
    this.rows = new Bulk(db, 'value_places', ['id', 'node', 'key', 'name', 'key_text', 'text']);
  }

  of(key: CachedKey, spelled: Readonly<{ key: string; name: string }>): Place {
    const known = this.known(key, spelled.name);
    if (known !== undefined) return known;
    const place = this.made(key, foldName(spelled.name), spelled);
    key.spelled.set(spelled.name, place);
    return place;
  }

  /** The place of a value; undefined if it was never written. */
  known(key: CachedKey, spelled: string): Place | undefined {
    const known = key.spelled.get(spelled);
    if (known !== undefined) return known;
    const name = foldName(spelled);
    const place = key.places.get(name) ?? this.found(key, name);
    if (place !== undefined) key.spelled.set(spelled, place);
    return place;
  }

  /** The last change of a place up to a position; undefined if there was none. */
  changeAt({ id, last, prior, written }: Place, position: number): Change | undefined {
    const isThen = (holding: Holding | undefined): holding is Holding =>
      holding !== undefined && holding.since <= position;
    const recent = [last, prior].find(isThen) ?? written.findLast(isThen);
    if (recent !== undefined) return changeOf(recent);
    const row = this.db.get(AT, id, position);
    return row && lastVersion(row, position)?.change;
  }

  /** The places at and below a key with a value in the file. */
  holding(node: string, folded: string): readonly Place[] {
    const sql = `${LAST} AND (p.key = ? OR (p.key >= ? AND p.key < ?))`;
    const rows = this.db.all(sql, node, folded, ...rangeBelow(folded));
    return rows.flatMap((row) => {
      const key = this.keys.folds(node, String(row['key']));
      const name = String(row['name']);
      const place = key.places.get(name) ?? this.kept(key, name, toPlace(row));
      return isThere(place.last) ? [place] : [];
    });
  }

  flush(): void {
    this.rows.flush();
  }

  private found(key: CachedKey, name: string): Place | undefined {
    if (key.isFresh) return undefined;
    const which = [key.node, key.folded, name] as const;
    const row =
      this.db.get(`${LAST} AND p.key = ? AND p.name = ?`, ...which) ??
      this.db.get(`${EMPTY} AND p.key = ? AND p.name = ?`, ...which);
    return row && this.kept(key, name, toPlace(row));
  }

  private made(
    key: CachedKey,
    folded: string,
    spelled: Readonly<{ key: string; name: string }>,
  ): Place {
    this.last ??= Number(
      this.db.get('SELECT id FROM value_places ORDER BY id DESC LIMIT 1')?.['id'] ?? 0,
    );
    this.last += 1;
    const id = this.last;
    this.rows.add(id, key.node, key.folded, folded, spelled.key, spelled.name);
    const place = { id, ...spelled, last: undefined, prior: undefined, written: [] };
    return this.kept(key, folded, place);
  }

  private kept(key: CachedKey, name: string, place: Place): Place {
    key.places.set(name, place);
    this.keys.grow();
    return place;
  }
}

const toPlace = (row: Row): Place => ({
  id: Number(row['id']),
  key: String(row['key_text']),
  name: String(row['text']),
  last: row['first'] === null ? undefined : lastOf(row),
  prior: undefined,
  written: [],
});

const lastOf = (row: Row): Holding | undefined => {
  const last = lastVersion(row);
  if (last === undefined) return undefined;
  const { version, change } = last;
  const { since, revision, restored, origin, lastChange } = version;
  const { edits, settled } = change;
  const name = version.spelling ?? String(row['text']);
  const written = { json: jsonOf(version), since, revision, restored, origin, name };
  return { ...written, edits, settled, lastChange };
};
