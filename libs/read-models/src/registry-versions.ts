import { foldName, joinKey, splitKey, type RegistryChange, type RegistryValue } from '#registry';

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

/**
 * One row a version of a key or value, with the positions between which it held: `since` is its
 * write's, `until` that of the write that ended it, or null.
 */
export class RegistryVersions {
  /** Keys known to be there, so that a run of changes below one does not look it up again. */
  private readonly present = new Set<string>();

  constructor(private readonly db: ReadDatabase) {}

  /** Applies a change, and says which values it replaced. */
  apply(change: RegistryChange, writing: Writing): readonly Replaced[] {
    const key = foldName(change.key);
    switch (change.op) {
      case 'create-key':
        this.ensureKey(change.key, writing);
        return [];
      case 'set':
        this.ensureKey(change.key, writing);
        return this.setValue(change, writing);
      case 'delete-value':
        return this.endValue({ key, name: foldName(change.name) }, writing, undefined);
      case 'delete-key':
        return this.endKey(key, writing);
    }
  }

  /** Forgets what it knows without looking; after a transaction that was undone. */
  forget(): void {
    this.present.clear();
  }

  private ensureKey(text: string, { node, position }: Writing): void {
    const names = splitKey(text);
    for (let depth = names.length; depth > 0; depth -= 1) {
      const path = joinKey(...names.slice(0, depth));
      const key = foldName(path);
      if (this.present.has(`${node}/${key}`)) return;
      this.present.add(`${node}/${key}`);
      const sql = 'SELECT 1 FROM key_versions WHERE node = ? AND key = ? AND until IS NULL';
      if (this.db.get(sql, node, key) !== undefined) return;
      const parent = foldName(joinKey(...names.slice(0, depth - 1)));
      const insert =
        'INSERT INTO key_versions (node, key, parent, text, since) VALUES (?, ?, ?, ?, ?)';
      this.db.run(insert, node, key, parent, names[depth - 1] ?? '', position);
    }
  }

  private setValue(
    { key, name, value }: Extract<RegistryChange, { op: 'set' }>,
    writing: Writing,
  ): readonly Replaced[] {
    const place = { key: foldName(key), name: foldName(name) };
    const open = this.openValue(place, writing);
    if (open?.['value'] === JSON.stringify(value)) return [];
    const replaced = this.endValue(place, writing, value);
    this.db.run(
      `INSERT INTO value_versions (node, key, name, text, value, since, revision, restored, key_text)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      writing.node,
      place.key,
      place.name,
      open === undefined ? name : String(open['text']),
      JSON.stringify(value),
      writing.position,
      writing.revision,
      writing.restored ? 1 : 0,
      key,
    );
    return replaced;
  }

  private openValue(
    { key, name }: Readonly<{ key: string; name: string }>,
    { node }: Writing,
  ): Row | undefined {
    const sql = `SELECT rowid, * FROM value_versions WHERE node = ? AND key = ? AND name = ? AND until IS NULL`;
    return this.db.get(sql, node, key, name);
  }

  private endValue(
    place: Readonly<{ key: string; name: string }>,
    writing: Writing,
    kept: RegistryValue | undefined,
  ): readonly Replaced[] {
    const open = this.openValue(place, writing);
    return open === undefined ? [] : [this.end(open, writing, kept)];
  }

  /** What one event writes and replaces again was never to be seen. */
  private end(open: Row, { position }: Writing, kept: RegistryValue | undefined): Replaced {
    const rowid = Number(open['rowid']);
    if (open['since'] === position)
      this.db.run('DELETE FROM value_versions WHERE rowid = ?', rowid);
    else this.db.run('UPDATE value_versions SET until = ? WHERE rowid = ?', position, rowid);
    return {
      key: String(open['key_text']),
      name: String(open['text']),
      value: JSON.parse(String(open['value'])) as RegistryValue,
      kept,
      position: Number(open['since']),
      revision: Number(open['revision']),
      restored: open['restored'] === 1,
    };
  }

  private endKey(key: string, writing: Writing): readonly Replaced[] {
    this.present.clear();
    const [from, to] = rangeBelow(key);
    const where = 'node = ? AND (key = ? OR (key >= ? AND key < ?)) AND until IS NULL';
    const open = this.db.all(
      `SELECT rowid, * FROM value_versions WHERE ${where}`,
      writing.node,
      key,
      from,
      to,
    );
    this.db.run(
      `UPDATE key_versions SET until = ? WHERE ${where}`,
      writing.position,
      writing.node,
      key,
      from,
      to,
    );
    return open.map((row) => this.end(row, writing, undefined));
  }
}
