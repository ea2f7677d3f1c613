import {
  emptyTree,
  foldName,
  hashKey,
  joinKey,
  keyValues,
  splitKey,
  subKeys,
  type RegistryKey,
  type RegistryValue,
} from '#registry';

import { type CaptureContents } from '../../captures/capture-contents.js';
import { rangeBelow, type ReadDatabase, type Row } from '../../file/database.js';
import { deletionOf, creationOf } from '../../registry/key-rows.js';
import { takePage, type Paged, type Sized } from '../../pages.js';
import { HELD_AT, lastVersion, versionAt } from '../../registry/version-blocks.js';
import { CopyWriters } from '../keys/copy-writers.js';
import { type CopySource, type LostWrite, type Side } from './lost-writes.js';

/** One place of a row: a value or, with `name: null`, a key without values or a key container. */
export type LostValue = Readonly<{
  key: string;
  name: string | null;
  lost: Side;
  kept: Side;
  /** Position of the last write; undefined if the place was never written. */
  written: number | undefined;
  /** The cursor to continue the list after this place. */
  cursor: string;
}>;

/** The place to continue a list after: by folded key and name on a node, by number in a copy. */
type After = Readonly<{ key: string; name: string | null }> | number | undefined;

type Found = Pick<LostValue, 'key' | 'name' | 'written' | 'cursor'> & Readonly<{ side: Side }>;

/** True for a text in the form of a cursor of a list of places. */
export const isLostValueCursor = (text: string): boolean => /^[vkn]\d{1,15}$/.test(text);

/** A node's registry at a position, and the event of a row. */
type Picture = Readonly<{ node: string; at: number; before: number }>;

/** A key without values, which counts only itself. */
const EMPTY_KEY: Side = { keys: 1, values: 0, hash: hashKey(emptyTree) };

const HELD_KEY = 'node = ? AND since <= ? AND (until IS NULL OR until > ?)';

/** The places of a row of the ledger, by key and name, in their overwritten state. */
export class LostValues {
  private readonly writers: CopyWriters;

  constructor(
    private readonly db: ReadDatabase,
    private readonly contents: CaptureContents,
    positionOf: (node: string, revision: number) => number | undefined,
  ) {
    this.writers = new CopyWriters(db, positionOf);
  }

  /** @param cursor that of the last place of the previous page */
  page(row: LostWrite, limit: number, cursor: string | undefined): Paged<LostValue> {
    return takePage(this.sized(row, cursor), limit);
  }

  /** True when the subtree of a row had a key. */
  contains(row: LostWrite, folded: string): boolean {
    if (!isWhole(row)) return false;
    if (row.source !== undefined) return this.copyHas(row, row.source, folded);
    const { node, at } = pictureOf(row);
    const sql = `SELECT 1 AS one FROM key_versions WHERE ${HELD_KEY} AND key = ?`;
    return this.db.get(sql, node, at, at, folded) !== undefined;
  }

  private *sized(row: LostWrite, cursor: string | undefined): Iterable<Sized<LostValue>> {
    for (const { side, ...found } of this.found(
      row,
      cursor === undefined ? undefined : this.afterOf(cursor),
    )) {
      const [lost, kept] = row.lost === undefined ? [undefined, side] : [side, undefined];
      yield { item: { ...found, lost, kept }, size: JSON.stringify(side).length };
    }
    if (isWhole(row) || cursor !== undefined) return;
    const { key, name, lost, kept, written } = row;
    const item = { key, name, lost, kept, written: written && Number(written), cursor: 'n1' };
    yield { item, size: JSON.stringify([lost, kept]).length };
  }

  private afterOf(cursor: string): After {
    const id = Number(cursor.slice(1));
    if (cursor.startsWith('n')) return id;
    const value = this.db.get('SELECT key, name FROM value_places WHERE id = ?', id);
    if (cursor.startsWith('v'))
      return value && { key: String(value['key']), name: String(value['name']) };
    const key = this.db.get('SELECT key FROM key_versions WHERE id = ?', id);
    return key && { key: String(key['key']), name: null };
  }

  private found(row: LostWrite, after: After): Iterable<Found> {
    if (!isWhole(row)) return [];
    if (row.source !== undefined)
      return this.inCopy(row, row.source, typeof after === 'number' ? after : 0);
    return this.onNode(row, pictureOf(row), typeof after === 'number' ? undefined : after);
  }

  private *onNode(
    row: LostWrite,
    picture: Picture,
    after: Exclude<After, number>,
  ): Iterable<Found> {
    const folded = foldName(row.key);
    const [, to] = rangeBelow(folded);
    const paths = new Map([[folded, row.key]]);
    const sql = `SELECT * FROM key_versions WHERE ${HELD_KEY} AND key >= ? AND key < ?
      AND (key = ? OR key > ?) ORDER BY key`;
    const { node, at } = picture;
    const from = after === undefined ? folded : after.key;
    for (const one of this.db.all(sql, node, at, at, from, to, folded, `${folded}\\`)) {
      const last = String(one['key']) === after?.key ? after.name : undefined;
      if (last === null) continue;
      const path = this.pathOf(String(one['key']), picture, paths);
      yield* this.ofKey(one, { path, picture, after: last });
    }
  }

  private *ofKey(
    row: Row,
    {
      path,
      picture,
      after,
    }: Readonly<{ path: string; picture: Picture; after: string | undefined }>,
  ): Iterable<Found> {
    const { node, at, before } = picture;
    const sql = `${HELD_AT} AND p.key = ?3 ORDER BY p.name`;
    let isEmpty = true;
    for (const value of this.db.all(sql, node, at, String(row['key']))) {
      const held = versionAt(value, at);
      if (held === undefined) continue;
      isEmpty = false;
      if (after !== undefined && String(value['name']) <= after) continue;
      const name = held.spelling ?? String(value['text']);
      const written = this.valueWritten(Number(value['id']), before);
      const side = { value: held.value };
      yield { key: path, name, side, written, cursor: `v${String(value['id'])}` };
    }
    const cursor = `k${String(row['id'])}`;
    const written = isEmpty ? this.keyWritten(row, picture) : undefined;
    if (isEmpty) yield { key: path, name: null, side: EMPTY_KEY, written, cursor };
  }

  /** The last change before the event of the row. */
  private valueWritten(place: number, before: number): number | undefined {
    const sql = `SELECT first, versions, edits, settled FROM value_versions
      WHERE place = ? AND first < ? ORDER BY first DESC LIMIT 1`;
    const row = this.db.get(sql, place, before);
    return (row && lastVersion(row, before - 1))?.change.position;
  }

  private keyWritten(row: Row, { node, before }: Picture): number | undefined {
    if (Number(row['since']) < before) return creationOf(row).position;
    const sql =
      'SELECT * FROM key_versions WHERE node = ? AND key = ? AND since < ? ORDER BY since DESC LIMIT 1';
    return deletionOf(this.db.get(sql, node, String(row['key']), before))?.position;
  }

  private pathOf(folded: string, { node, at }: Picture, paths: Map<string, string>): string {
    const known = paths.get(folded);
    if (known !== undefined) return known;
    const sql = `SELECT parent, text FROM key_versions WHERE ${HELD_KEY} AND key = ?`;
    const row = this.db.get(sql, node, at, at, folded);
    const above = this.pathOf(String(row?.['parent'] ?? ''), { node, at, before: 0 }, paths);
    const path = joinKey(above, String(row?.['text'] ?? folded));
    paths.set(folded, path);
    return path;
  }

  private *inCopy(row: LostWrite, source: CopySource, after: number): Iterable<Found> {
    const top = this.copyAt(row, source, foldName(row.key));
    if (top === undefined) return;
    const last = { checkpoint: source.checkpoint, number: source.capture };
    const withWriter = this.writers.of(this.contents.way(last, row.overwritten));
    let number = 0;
    for (const { key, name, value } of placesIn(top, row.key)) {
      number += 1;
      if (number <= after) continue;
      const folded = foldName(key);
      const place =
        value === undefined
          ? ({ kind: 'key', folded, key, isLost: true, last: undefined } as const)
          : ({ kind: 'value', folded, key, name: name ?? '', ...NO_SIDES } as const);
      const written = withWriter(place).last?.position;
      const side = value === undefined ? EMPTY_KEY : { value };
      yield { key, name, side, written, cursor: `n${number}` };
    }
  }

  private copyHas(row: LostWrite, source: CopySource, folded: string): boolean {
    return this.copyAt(row, source, folded) !== undefined;
  }

  private copyAt(row: LostWrite, source: CopySource, folded: string): RegistryKey | undefined {
    const { checkpoint, capture: number, effectiveKey } = source;
    const whole = this.contents.of({ checkpoint, number }, effectiveKey, row.overwritten);
    const below = splitKey(folded).slice(splitKey(effectiveKey).length);
    return below.reduce<RegistryKey | undefined>(
      (key, name) => key && [...subKeys(key)].find((child) => foldName(child.name) === name),
      whole,
    );
  }
}

const NO_SIDES = { lost: undefined, kept: undefined, place: undefined, last: undefined } as const;

/** True for a row that stands for a key with its subtree. */
const isWhole = ({ name, lost, kept }: LostWrite): boolean => {
  const side = lost ?? kept;
  if (name !== null || side === undefined || !('hash' in side)) return false;
  return side.keys > 1 || side.values > 0;
};

const pictureOf = ({ node, lost, overwritten }: LostWrite): Picture => {
  const before = Number(overwritten);
  return { node, at: lost === undefined ? before : before - 1, before };
};

type InCopy = Readonly<{ key: string; name: string | null; value: RegistryValue | undefined }>;

/** The places of a key's subtree, sorted by folded key and name like trees. */
function* placesIn(key: RegistryKey, path: string): Iterable<InCopy> {
  let isEmpty = true;
  for (const { name, value } of keyValues(key)) {
    isEmpty = false;
    yield { key: path, name, value };
  }
  if (isEmpty) yield { key: path, name: null, value: undefined };
  for (const child of subKeys(key)) yield* placesIn(child, joinKey(path, child.name));
}
