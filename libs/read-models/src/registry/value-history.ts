import { toPosition, type Position } from '#event-store';
import { foldName, type RegistryValue } from '#registry';

import { rangeBelow, type ReadDatabase, type Row } from '../file/database.js';
import { type Events } from '../events/events.js';
import { takePage, type Paged, type Sized } from '../pages.js';
import { isBelow } from './key-rows.js';
import { isHeld, originOf, versionsOf, type Held, type Version } from './version-blocks.js';
import { Writes } from './writes.js';

/** One version of a value at or below a key. */
export type ValueVersion = Readonly<{
  /** The number of the value's place. `since` and `place` order the versions. */
  place: number;
  key: string;
  name: string;
  value: RegistryValue;
  since: Position;
  /** Undefined for the version that the value has at the position of the answer. */
  until: Position | undefined;
  /** True when a restore wrote it. */
  restored: boolean;
  /** Position of the edit that first wrote the restored value. */
  origin: Position | undefined;
}>;

/** The version after which a list continues. */
export type VersionCursor = Readonly<{ since: number; place: number }>;

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

type Found = Readonly<{ place: Row; version: Held; until: number | undefined }>;

/** The past of values, newest first. Little more is read than one page needs. */
export class ValueHistory {
  private readonly writes: Writes;

  constructor(
    private readonly db: ReadDatabase,
    private readonly events: Events,
    private readonly few = MAX_MERGED,
  ) {
    this.writes = new Writes(db);
  }

  /** The versions at a position. A version that ends later has not ended yet. */
  page(which: WhichValues, { limit, at, after }: VersionPage): Paged<ValueVersion> {
    const places = this.placesOf(which);
    const areMany = which.name === undefined && places.length > this.few;
    const begin = after ?? { since: at + 1, place: 0 };
    const found = areMany ? this.byEvent(which, begin) : this.merged(places, begin);
    return takePage(sized(found, at), limit);
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
    for (const since of this.events.changedAt(node, folded, after.since))
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

  /** The versions of one place with a value, newest first, each with the position of its end. */
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
        if (isHeld(version) && isTold(version)) yield { place, version, until };
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
    yield { item: toVersion(one, at), size: JSON.stringify(one.version.value).length };
}

const toVersion = ({ place, version, until }: Found, at: number): ValueVersion => ({
  place: Number(place['id']),
  key: String(place['key_text']),
  name: version.spelling ?? String(place['text']),
  value: version.value,
  since: toPosition(BigInt(version.since)),
  until: until === undefined || until > at ? undefined : toPosition(BigInt(until)),
  restored: version.restored,
  origin: positionOf(originOf(version)),
});

const positionOf = (position: number | undefined): Position | undefined =>
  position === undefined ? undefined : toPosition(BigInt(position));
