import { type Position } from '#event-store';

import { type ReadDatabase, type Row } from '../../file/database.js';
import { deletionOf, creationOf } from '../../registry/key-rows.js';
import { type Change, type Place, type ValueChange } from '../../places.js';
import { lastVersion } from '../../registry/version-blocks.js';
import { type KeyChange, type ValuePlaceChange } from './place-change.js';

/** The node, the revision up to which its edits are secured, and the end of the count. */
type Counting = Readonly<{ node: string; upTo: number; before: number }>;

/** The number of versions of a key in one read. */
const PAGE = 32;

/**
 * The number of a place's edits that are not secured: those since the last restore that changed it.
 */
export class EditCounts {
  constructor(
    private readonly db: ReadDatabase,
    /** The position of an event of a node's stream. */
    private readonly positionOf: (node: string, revision: number) => Position | undefined,
    /** Writes the keys that are not in the file yet. */
    private readonly flushKeys: () => void,
  ) {}

  ofValue({ place, last }: ValuePlaceChange, { node, upTo }: Counting): number {
    if (last === undefined || last.restored || last.revision <= upTo) return 0;
    const { edits, settled } = counted(last);
    const most = edits - settled;
    if (most <= 1 || upTo < 0 || place === undefined) return most;
    return edits - Math.max(settled, this.editsUpTo(place, node, upTo));
  }

  /** A key is rarely created and deleted, so its changes are counted one by one. */
  ofKey({ folded, last }: KeyChange, { node, upTo, before }: Counting): number {
    if (last === undefined || last.restored || last.revision <= upTo) return 0;
    this.flushKeys();
    let count = 0;
    for (const { restored, revision } of this.changesOf(node, folded, before)) {
      if (restored || revision <= upTo) break;
      count += 1;
    }
    return count;
  }

  /** The number of edits up to a revision, from the unwritten versions or from the file. */
  private editsUpTo({ id, written }: Place, node: string, upTo: number): number {
    const recent = written.findLast(({ revision }) => revision <= upTo);
    if (recent !== undefined) return recent.edits;
    const position = Number(this.positionOf(node, upTo) ?? 0);
    const sql = `SELECT first, versions, edits, settled FROM value_versions
      WHERE place = ? AND first <= ? ORDER BY first DESC LIMIT 1`;
    const row = this.db.get(sql, id, position);
    return (row && lastVersion(row, position))?.change.edits ?? 0;
  }

  /**
   * The changes of a key, newest first. An event that deletes the key and creates it again is no
   * change.
   */
  private *changesOf(node: string, folded: string, before: number): Iterable<Change> {
    let remade: number | undefined;
    for (const row of this.versionsOf(node, folded, before)) {
      const ending = deletionOf(row);
      const isChange = ending !== undefined && ending.position < before;
      if (isChange && ending.position !== remade) yield ending;
      remade = row['made'] === null ? undefined : Number(row['since']);
      if (remade === undefined) yield creationOf(row);
    }
  }

  private *versionsOf(node: string, folded: string, before: number): Iterable<Row> {
    const sql = `SELECT * FROM key_versions WHERE node = ? AND key = ? AND since < ?
      ORDER BY since DESC LIMIT ${PAGE}`;
    for (let since = before; ;) {
      const rows = this.db.all(sql, node, folded, since);
      yield* rows;
      if (rows.length < PAGE) return;
      since = Number(rows.at(-1)?.['since']);
    }
  }
}

const counted = (change: Change | ValueChange): Pick<ValueChange, 'edits' | 'settled'> =>
  'edits' in change ? change : { edits: 1, settled: 0 };
