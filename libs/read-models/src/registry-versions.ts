import { foldName, joinKey, splitKey, type RegistryChange, type RegistryValue } from '#registry';

import { Bulk } from './bulk.js';
import { rangeBelow, type ReadDatabase, type Row } from './database.js';

/** The write of which a version is: where in the log, and where in its node's stream. */
export type Writing = Readonly<{
  node: string;
  position: number;
  revision: number;
  /** Whether a restore wrote it, and not somebody's edit. */
  restored: boolean;
}>;

/** A value that a change replaces or removes. */
export type Replaced = Readonly<{
  key: string;
  name: string;
  value: RegistryValue;
  /** What stands there afterwards. */
  kept: RegistryValue | undefined;
  /** Position and revision of the write that is replaced. */
  position: number;
  revision: number;
  restored: boolean;
}>;

/** A value's place, with what holds there now. */
type Place = {
  id: number;
  key: string;
  name: string;
  open:
    | Readonly<{ value: string; since: number; revision: number; restored: boolean; name: string }>
    | undefined;
};

type Pending = {
  place: number;
  since: number;
  until: number | null;
  value: string;
  revision: number;
  restored: boolean;
  spelling: string | null;
};

/** Places at hand, so that a hot value is not looked up again. */
const AT_HAND = 50_000;

const OPEN = `SELECT p.id, p.key_text, p.text, v.spelling, v.value, v.since, v.revision, v.restored FROM value_places p
  LEFT JOIN value_versions v ON v.place = p.id AND v.until IS NULL`;

/**
 * One row a version of a key or value, with the positions between which it held: `since` is its
 * write's, `until` that of the write that ended it, or null.
 */
export class RegistryVersions {
  /** Keys known to be there, so that a run of changes below one does not look it up again. */
  private readonly present = new Set<string>();
  private readonly places = new Map<string, Place>();

  /** Versions of the transaction that is open: of a hot value most end where they began. */
  private readonly pending = new Map<string, Pending>();
  /** Keys that this transaction was the first to make: no value of theirs is in the file. */
  private readonly fresh = new Set<string>();
  private readonly rows: Bulk;
  private readonly placeRows: Bulk;
  private lastPlace: number | undefined;

  constructor(private readonly db: ReadDatabase) {
    const columns = ['place', 'since', 'until', 'value', 'revision', 'restored', 'spelling'];
    this.rows = new Bulk(db, 'value_versions', columns);
    this.placeRows = new Bulk(db, 'value_places', [
      'id',
      'node',
      'key',
      'name',
      'key_text',
      'text',
    ]);
  }

  /** Applies a change, and says which values it replaced. */
  apply(change: RegistryChange, writing: Writing): readonly Replaced[] {
    switch (change.op) {
      case 'create-key':
        this.ensureKey(change.key, writing);
        return [];
      case 'set':
        this.ensureKey(change.key, writing);
        return this.setValue(change, writing);
      case 'delete-value':
        return this.endValue(this.placeOf(change, writing.node), writing, undefined);
      case 'delete-key':
        return this.endKey(foldName(change.key), writing);
    }
  }

  /** Writes the versions that this transaction has made. */
  flush(): void {
    for (const {
      place,
      since,
      until,
      value,
      revision,
      restored,
      spelling,
    } of this.pending.values())
      this.rows.add(place, since, until, value, revision, restored ? 1 : 0, spelling);
    this.pending.clear();
    this.fresh.clear();
    this.placeRows.flush();
    this.rows.flush();
  }

  private forget(): void {
    this.present.clear();
    this.places.clear();
  }

  private ensureKey(text: string, { node, position }: Writing): void {
    if (this.present.has(`${node}/${text}`)) return;
    const names = splitKey(text);
    for (let depth = names.length; depth > 0; depth -= 1) {
      const path = joinKey(...names.slice(0, depth));
      const known = `${node}/${path}`;
      if (this.present.has(known)) return;
      if (this.present.size >= AT_HAND) this.present.clear();
      this.present.add(known);
      const key = foldName(path);
      if (this.isThere(node, key)) return;
      const parent = foldName(joinKey(...names.slice(0, depth - 1)));
      const insert =
        'INSERT INTO key_versions (node, key, parent, text, since) VALUES (?, ?, ?, ?, ?)';
      this.db.run(insert, node, key, parent, names[depth - 1] ?? '', position);
    }
  }

  private isThere(node: string, key: string): boolean {
    const sql = 'SELECT until FROM key_versions WHERE node = ? AND key = ? ORDER BY since DESC';
    const last = this.db.get(sql, node, key);
    if (last === undefined) this.fresh.add(`${node}/${key}`);
    return last?.['until'] === null;
  }

  private setValue(
    change: Extract<RegistryChange, { op: 'set' }>,
    writing: Writing,
  ): readonly Replaced[] {
    const place = this.placeOf(change, writing.node);
    const value = JSON.stringify(change.value);
    if (place.open?.value === value) return [];
    const name = place.open?.name ?? change.name;
    const replaced = this.endValue(place, writing, change.value);
    const { position: since, revision, restored } = writing;
    const spelling = name === place.name ? null : name;
    const row = { place: place.id, since, until: null, value, revision, restored, spelling };
    this.pending.set(`${place.id} ${since}`, row);
    place.open = { value, since, revision, restored, name };
    return replaced;
  }

  /** A place is made when it is first asked for, and stays: it has a past. */
  private placeOf({ key, name }: Readonly<{ key: string; name: string }>, node: string): Place {
    const [foldedKey, foldedName] = [foldName(key), foldName(name)];
    const known = `${node}/${foldedKey}\0${foldedName}`;
    const atHand = this.places.get(known);
    if (atHand !== undefined) return atHand;
    const where = [node, foldedKey, foldedName] as const;
    const found = this.fresh.has(`${node}/${foldedKey}`)
      ? undefined
      : this.db.get(`${OPEN} WHERE p.node = ? AND p.key = ? AND p.name = ?`, ...where);
    const place = found === undefined ? this.newPlace(where, { key, name }) : toPlace(found);
    if (this.places.size >= AT_HAND) this.evict();
    this.places.set(known, place);
    return place;
  }

  /** What is looked up again has to be found. */
  private evict(): void {
    this.flush();
    this.places.clear();
  }

  private newPlace(
    where: readonly [node: string, key: string, name: string],
    { key, name }: Readonly<{ key: string; name: string }>,
  ): Place {
    this.lastPlace ??= Number(this.db.get('SELECT max(id) AS id FROM value_places')?.['id'] ?? 0);
    this.lastPlace += 1;
    const id = this.lastPlace;
    this.placeRows.add(id, ...where, key, name);
    return { id, key, name, open: undefined };
  }

  /** What one event writes and replaces again was never to be seen. */
  private endValue(
    place: Place,
    { position }: Writing,
    kept: RegistryValue | undefined,
  ): readonly Replaced[] {
    const { id, key, open } = place;
    if (open === undefined) return [];
    this.endVersion(id, open.since, position);
    place.open = undefined;
    const value = JSON.parse(open.value) as RegistryValue;
    const { since, revision, restored, name } = open;
    return [{ key, name, value, kept, position: since, revision, restored }];
  }

  /** One that was made in the same transaction is not in the file yet. */
  private endVersion(place: number, since: number, until: number): void {
    const version = `${place} ${since}`;
    const pending = this.pending.get(version);
    if (pending !== undefined && since === until) this.pending.delete(version);
    else if (pending !== undefined) pending.until = until;
    else if (since === until)
      this.db.run('DELETE FROM value_versions WHERE place = ? AND since = ?', place, since);
    else {
      const sql = 'UPDATE value_versions SET until = ? WHERE place = ? AND since = ?';
      this.db.run(sql, until, place, since);
    }
  }

  private endKey(key: string, writing: Writing): readonly Replaced[] {
    this.flush();
    this.forget();
    const [from, to] = rangeBelow(key);
    const range = [writing.node, key, from, to] as const;
    const open = this.db.all(
      `${OPEN} WHERE p.node = ? AND (p.key = ? OR (p.key >= ? AND p.key < ?)) AND v.since IS NOT NULL`,
      ...range,
    );
    this.db.run(
      'UPDATE key_versions SET until = ? WHERE node = ? AND (key = ? OR (key >= ? AND key < ?)) AND until IS NULL',
      writing.position,
      ...range,
    );
    return open.flatMap((row) => this.endValue(toPlace(row), writing, undefined));
  }
}

const toPlace = (row: Row): Place => ({
  id: Number(row['id']),
  key: String(row['key_text']),
  name: String(row['text']),
  open:
    row['since'] === null
      ? undefined
      : {
          value: String(row['value']),
          since: Number(row['since']),
          revision: Number(row['revision']),
          restored: row['restored'] === 1,
          name: String(row['spelling'] ?? row['text']),
        },
});
