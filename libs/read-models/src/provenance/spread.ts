import { type Position } from '#event-store';
import { foldName } from '#registry';

import { type Captures } from '../captures/captures.js';
import { type ReadDatabase, type Row } from '../file/database.js';
import { type Holders, type ValueName } from './holders.js';
import { type NamedPlace } from '../registry/value-change.js';
import { originOf, versionsOf, type Version } from '../registry/version-blocks.js';

/** A time during which a node had the value that one event wrote. */
export type Stay = Readonly<{
  node: string;
  /** Position of the event that put it there: the edit itself, or a restore. */
  since: number;
  /** Position of the event that replaced it; undefined if it is there still. */
  until: number | undefined;
  restored: boolean;
}>;

/** The captures in a row that have the value. */
export type Kept = Readonly<{
  checkpoint: string;
  from: number;
  /** The last one of them. */
  to: number;
  /** True if this is the newest capture of the checkpoint. */
  isNewest: boolean;
}>;

/** The checkpoints that are searched: their captures up to the newest one. */
export type Copy = Readonly<{ checkpoint: string; captures: number }>;

/** The greatest number of captures of one checkpoint that are looked at. */
const MAX_CAPTURES = 1000;
/** The captures that are looked at without a pause. */
const AT_ONCE = 64;
const PAGE = 256;

/** The event that wrote a value, and the position of the answer. */
type Span = Readonly<{ origin: number; at: number }>;

type Parts = Readonly<{ captures: Captures; holders: Holders }>;

/** Follows the value that an event wrote to all places that it reached. */
export class Spread {
  constructor(
    private readonly db: ReadDatabase,
    private readonly parts: Parts,
  ) {}

  /** The times during which nodes had the value that the event at `origin` wrote. */
  stays(nodes: readonly string[], value: ValueName, span: Span): readonly Stay[] {
    return nodes.flatMap((node) => this.staysOn(node, value, span));
  }

  /**
   * The captures that have the value, as far as one look at each of them says.
   *
   * @param span `pause` is awaited now and then, so that other work has its turn
   */
  async kept(
    { checkpoint, captures }: Copy,
    value: ValueName,
    { origin, to, pause }: Readonly<{ origin: number; to: Position; pause: () => Promise<void> }>,
  ): Promise<Readonly<{ rows: readonly Kept[]; more: boolean }>> {
    const rows: Kept[] = [];
    let number = this.parts.captures.firstAfter(checkpoint, origin, captures);
    let open: number | undefined;
    const last = Math.min(captures, number + MAX_CAPTURES - 1);
    for (; number <= last; number += 1) {
      if (number % AT_ONCE === 0) await pause();
      if (this.hasIt({ checkpoint, number }, value, { origin, to })) open ??= number;
      else if (open !== undefined) {
        rows.push({ checkpoint, from: open, to: number - 1, isNewest: false });
        open = undefined;
      }
    }
    if (open !== undefined)
      rows.push({ checkpoint, from: open, to: last, isNewest: last === captures });
    return { rows, more: last < captures };
  }

  /** True if a capture has the value that the event at `origin` wrote. */
  private hasIt(
    capture: Readonly<{ checkpoint: string; number: number }>,
    value: ValueName,
    { origin, to }: Readonly<{ origin: number; to: Position }>,
  ): boolean {
    const { written } = this.parts.holders.inCapture(capture, value, to) ?? {};
    return written !== undefined && (written.origin ?? written.position) === origin;
  }

  private staysOn(node: string, { key, name }: ValueName, { origin, at }: Span): readonly Stay[] {
    const stays: Stay[] = [];
    let open: Version | undefined;
    const end = (until: number | undefined): void => {
      if (open !== undefined)
        stays.push({ node, since: open.since, until, restored: open.restored });
      open = undefined;
    };
    for (const version of this.versions({ node, key, name }, origin)) {
      if (version.since > at) break;
      const isIt = version.value !== undefined && originIn(version) === origin;
      if (isIt && open !== undefined) continue;
      end(version.since);
      if (isIt) open = version;
    }
    end(undefined);
    return stays;
  }

  /** The versions of a place from a position on, oldest first. */
  private *versions({ node, key, name }: NamedPlace, from: number): Iterable<Version> {
    const sql = 'SELECT id FROM value_places WHERE node = ? AND key = ? AND name = ?';
    const place = this.db.get(sql, node, foldName(key), foldName(name))?.['id'];
    if (place === undefined) return;
    for (const rows of this.chunks(Number(place), from))
      for (const version of rows.flatMap((row) => versionsOf(row)))
        if (version.since >= from) yield version;
  }

  /** The rows of a place, from the one that has a position. */
  private *chunks(place: number, from: number): Iterable<readonly Row[]> {
    const begun = `SELECT max(first) FROM main.value_versions WHERE place = ?1 AND first <= ?2`;
    const first = `SELECT first, versions FROM value_versions
      WHERE place = ?1 AND first >= ifnull((${begun}), ?2) ORDER BY first LIMIT ${PAGE}`;
    const more = `SELECT first, versions FROM value_versions
      WHERE place = ?1 AND first > ?2 ORDER BY first LIMIT ${PAGE}`;
    let rows = this.db.all(first, place, from);
    for (; rows.length === PAGE; rows = this.db.all(more, place, Number(rows.at(-1)?.['first'])))
      yield rows;
    yield rows;
  }
}

/** The position of the edit that first wrote a version's value. */
const originIn = (version: Version): number =>
  originOf(version) ?? version.lastChange?.position ?? version.since;
