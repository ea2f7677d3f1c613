import { toPosition, type Position } from '#event-store';
import { foldName, type RegistryValue } from '#registry';

import { rangeBelow, type ReadDatabase, type Row } from '../file/database.js';
import { type Events } from '../events/events.js';
import { takePage, type Paged, type Sized } from '../pages.js';
import { isBelow } from './key-rows.js';
import { KeyHistory, type KeyEntry } from './key-history.js';
import { originOf, versionsOf, type Version } from './version-blocks.js';
import { type VersionCursor } from './version-cursor.js';
import { Writes } from './writes.js';

/** One entry of the history of a key: a version of a value, its deletion, or a change of a key. */
export type ValueVersion = Readonly<{
  /** `since` and `place` order the entries. */
  place: number;
  key: string;
  /** Null for a key. */
  name: string | null;
  change: 'set' | 'deleted' | 'created';
  /** Undefined for a deletion and for a key. */
  value: RegistryValue | undefined;
  since: Position;
  /** Undefined for an entry that is true still at the position of the answer. */
  until: Position | undefined;
  /** True when a restore did it. */
  restored: boolean;
  /** Position of the edit that first wrote the restored value. */
  origin: Position | undefined;
}>;

/** The versions of a page: their number, the position of the answer, and the one before them. */
export type VersionPage = Readonly<{
  limit: number;
  at: number;
  after?: VersionCursor | undefined;
}>;

/** The same; without a position, the answer is that of the present. */
export type AskedVersions = Omit<VersionPage, 'at'> & Partial<VersionPage>;

/** The values at and below a physical key of a node or, with a name, one value of that key. */
export type WhichValues = Readonly<{ node: string; key: string; name?: string }>;

/**
 * The greatest number of values whose versions are merged; beyond it they are found event by event.
 */
const MAX_MERGED = 1000;
const PAGE = 8;
const PLACE = 'SELECT id, node, key, key_text, text FROM value_places';

type Found = Readonly<{ place: Row; version: Version; until: number | undefined }>;

/** The past of values, newest first. Little more is read than one page needs. */
export class ValueHistory {
  private readonly writes: Writes;
  private readonly keys: KeyHistory;

  constructor(
    private readonly db: ReadDatabase,
    private readonly events: Events,
    private readonly few = MAX_MERGED,
  ) {
    this.writes = new Writes(db);
    this.keys = new KeyHistory(db, few);
  }

  /** The versions at a position. A version that ends later has not ended yet. */
  page(which: WhichValues, { limit, at, after }: VersionPage): Paged<ValueVersion> {
    const places = this.placesOf(which);
    const areMany = which.name === undefined && places.length > this.few;
    const begin = after ?? { since: at, place: Number.MAX_SAFE_INTEGER };
    const found = areMany ? this.byEvent(which, begin) : this.merged(places, begin);
    const versions = sized(found, at);
    if (which.name !== undefined) return takePage(versions, limit);
    const subtree = { node: which.node, folded: foldName(which.key) };
    const keys = sizedKeys(this.keys.entries(subtree, begin), at);
    return takePage(inOrder(versions, keys), limit);
  }

  /** The values that an event wrote. */
  writtenBy(position: number, most: number): readonly Readonly<{ key: string; name: string }>[] {
    const found: Readonly<{ key: string; name: string }>[] = [];
    for (const id of this.writes.at(position).toReversed()) {
      const place = this.db.get(`${PLACE} WHERE id = ?`, id);
      if (found.length >= most || place === undefined) break;
      const { value } = this.versions(place, { since: position, place: id + 1 }).next();
      if (value?.version.since !== position || value.version.value === undefined) continue;
      const name = value.version.spelling ?? String(place['text']);
      found.push({ key: String(place['key_text']), name });
    }
    return found;
  }

  /** The places of the values, or one more than can be merged. */
  private placesOf({ node, key, name }: WhichValues): readonly Row[] {
    const folded = foldName(key);
    if (name !== undefined)
      return this.db.all(
        `${PLACE} WHERE node = ? AND key = ? AND name = ?`,
        ...[node, folded, foldName(name)],
      );
    return this.db.all(
      `${PLACE} WHERE node = ? AND (key = ? OR (key >= ? AND key < ?)) LIMIT ?`,
      ...[node, folded, ...rangeBelow(folded), this.few + 1],
    );
  }

  private *merged(places: readonly Row[], after: VersionCursor): Iterable<Found> {
    const lists = places.map((place) => this.versions(place, after));
    const heads = lists.flatMap((list) => {
      const { value } = list.next();
      return value === undefined ? [] : [{ list, value }];
    });
    while (heads.length > 0) {
      const newest = heads.reduce((a, b) => (isNewer(b.value, a.value) ? b : a));
      yield newest.value;
      const { value } = newest.list.next();
      if (value === undefined) heads.splice(heads.indexOf(newest), 1);
      else newest.value = value;
    }
  }

  /**
   * The versions, event by event: each event that changed the subtree wrote versions of some
   * places.
   */
  private *byEvent({ node, key }: WhichValues, after: VersionCursor): Iterable<Found> {
    const folded = foldName(key);
    for (const since of this.events.touchedAt(node, folded, { after: 0, to: after.since }))
      for (const id of this.written(since, after)) {
        const place = this.db.get(`${PLACE} WHERE id = ?`, id);
        if (place === undefined) continue;
        if (place['node'] !== node || !isBelow(String(place['key']), folded)) continue;
        const { value } = this.versions(place, { since, place: id + 1 }).next();
        if (value?.version.since === since) yield value;
      }
  }

  private written(since: number, after: VersionCursor): readonly number[] {
    const places = this.writes.at(since);
    return since === after.since ? places.filter((id) => id < after.place) : places;
  }

  /** The versions of one place, newest first, each with the position of its end. */
  private *versions(place: Row, after: VersionCursor): Generator<Found, undefined> {
    const id = Number(place['id']);
    // The first later version is the end of the newest one in the list.
    const later = 'SELECT min(first) FROM value_versions WHERE place = ?1 AND first > ?2';
    const first = `SELECT first, versions FROM value_versions
      WHERE place = ?1 AND first <= ifnull((${later}), ?2) ORDER BY first DESC LIMIT ${PAGE}`;
    const more = `SELECT first, versions FROM value_versions
      WHERE place = ?1 AND first < ?2 ORDER BY first DESC LIMIT ${PAGE}`;
    const isTold = ({ since }: Version): boolean =>
      since < after.since || (since === after.since && id < after.place);
    let until: number | undefined;
    for (let rows = this.db.all(first, id, after.since); ;) {
      for (const version of newestFirst(rows)) {
        if (isTold(version)) yield { place, version, until };
        until = version.since;
      }
      if (rows.length < PAGE) return undefined;
      rows = this.db.all(more, id, Number(rows.at(-1)?.['first']));
    }
  }
}

/** Parses each row only when the iteration reaches it. */
function* newestFirst(rows: readonly Row[]): Iterable<Version> {
  for (const row of rows) yield* [...versionsOf(row)].reverse();
}

const isNewer = (a: Found, b: Found): boolean =>
  a.version.since === b.version.since
    ? Number(a.place['id']) > Number(b.place['id'])
    : a.version.since > b.version.since;

function* sized(found: Iterable<Found>, at: number): Iterable<Sized<ValueVersion>> {
  for (const one of found)
    yield { item: toVersion(one, at), size: JSON.stringify(one.version.value ?? null).length };
}

const toVersion = ({ place, version, until }: Found, at: number): ValueVersion => ({
  place: Number(place['id']),
  key: String(place['key_text']),
  name: version.spelling ?? String(place['text']),
  change: version.value === undefined ? 'deleted' : 'set',
  value: version.value,
  since: toPosition(BigInt(version.since)),
  until: until === undefined || until > at ? undefined : toPosition(BigInt(until)),
  restored: version.restored,
  origin: positionOf(originOf(version)),
});

const positionOf = (position: number | undefined): Position | undefined =>
  position === undefined ? undefined : toPosition(BigInt(position));

/** The approximate length of the entry of a key. */
const KEY_SIZE = 100;

function* sizedKeys(entries: Iterable<KeyEntry>, at: number): Iterable<Sized<ValueVersion>> {
  for (const { place, key, change, since, until, restored } of entries) {
    const item = {
      ...{ place, key, name: null, change, value: undefined, restored, origin: undefined },
      since: toPosition(BigInt(since)),
      until: until === undefined || until > at ? undefined : toPosition(BigInt(until)),
    };
    yield { item, size: KEY_SIZE };
  }
}

/** Both lists as one, newest first. */
function* inOrder(
  versions: Iterable<Sized<ValueVersion>>,
  keys: Iterable<Sized<ValueVersion>>,
): Iterable<Sized<ValueVersion>> {
  const rest = keys[Symbol.iterator]();
  let key = rest.next();
  for (const version of versions) {
    for (; key.done !== true && isLater(key.value.item, version.item); key = rest.next())
      yield key.value;
    yield version;
  }
  for (; key.done !== true; key = rest.next()) yield key.value;
}

const isLater = (a: ValueVersion, b: ValueVersion): boolean =>
  a.since === b.since ? a.place > b.place : a.since > b.since;
