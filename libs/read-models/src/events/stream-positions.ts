import { toPosition, type Position } from '#event-store';

import { Bulk } from '../file/bulk.js';
import { type ReadDatabase } from '../file/database.js';
import { blocksIn, pack, positionIn, positionsOf, type Positions, type Span } from './positions.js';

/** The table with the positions of a stream's events. */
const STREAMS = { table: 'streams', of: 'stream', first: 'origin' } as const;

/** The positions of each stream's events, by their revisions. */
export class StreamPositions {
  private readonly rows: Bulk;
  /** By stream, those of the open transaction. */
  private open = new Map<string, { first: number; positions: number[] }>();

  constructor(private readonly db: ReadDatabase) {
    this.rows = new Bulk(db, 'streams', ['stream', 'first', 'origin', 'positions']);
  }

  note(stream: string, revision: number, position: number): void {
    const known = this.open.get(stream);
    if (known === undefined) this.open.set(stream, { first: revision, positions: [position] });
    else known.positions.push(position);
  }

  /** Writes the noted rows. */
  flush(): void {
    for (const [name, { first, positions }] of this.open)
      this.rows.add(name, first, positions[0] ?? 0, pack(positions));
    this.open = new Map();
    this.rows.flush();
  }

  /** Forgets the noted rows, after an undone transaction or a rebuild. */
  forget(): void {
    this.rows.forget();
    this.open = new Map();
  }

  /** The positions of a stream's events. */
  of(stream: string, span: Span): Positions {
    return positionsOf(blocksIn(this.db, STREAMS, stream), span);
  }

  /** The position of an event of a stream. */
  positionOf(stream: string, revision: number): Position | undefined {
    const open = this.open.get(stream);
    const recent = open?.positions[revision - open.first];
    return recent === undefined ? this.inFile(stream, revision) : toPosition(BigInt(recent));
  }

  private inFile(stream: string, revision: number): Position | undefined {
    const sql = `SELECT first, origin, positions FROM streams WHERE stream = ? AND first <= ? ORDER BY first DESC LIMIT 1`;
    const row = this.db.get(sql, stream, revision);
    if (row === undefined) return undefined;
    const block = { first: row['origin'] ?? 0, positions: row['positions'] ?? null };
    const position = positionIn(block, revision - Number(row['first']));
    return position === undefined ? undefined : toPosition(BigInt(position));
  }
}
