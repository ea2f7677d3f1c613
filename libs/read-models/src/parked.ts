import { toPosition, type Position, type Recorded } from '#event-store';

import { type ReadDatabase, type Row } from './file/database.js';

/** An event that could not be projected. */
export type ParkedEvent = Readonly<{
  position: Position;
  id: string;
  stream: string;
  type: string;
  operation: string;
  error: string;
  attempts: number;
}>;

/** The answer about this stream or operation would lack a parked event. */
export class AnswerParked extends Error {
  override readonly name = 'AnswerParked';

  constructor(readonly parked: ParkedEvent) {
    super(`event ${parked.id} of ${parked.stream} is parked: ${parked.error}`);
  }
}

/** The events that a projection could not take, with the reason. */
export class Parked {
  private known: number | undefined;

  constructor(private readonly db: ReadDatabase) {}

  /** The number of parked events. */
  get count(): number {
    this.known ??= Number(this.db.get('SELECT count(*) AS count FROM parked')?.['count']);
    return this.known;
  }

  park({ position, id, stream, event, metadata }: Recorded, error: string): void {
    this.db.run(
      `INSERT INTO main.parked (position, id, stream, type, operation, error, attempts) VALUES (?, ?, ?, ?, ?, ?, 1)
       ON CONFLICT DO UPDATE SET error = excluded.error, attempts = attempts + 1`,
      Number(position),
      id,
      stream,
      event.type,
      metadata.operation,
      error,
    );
    this.recount();
  }

  /** Removes an event that was projected after all. */
  release(position: Position): void {
    if (this.count === 0) return;
    this.db.run('DELETE FROM main.parked WHERE position = ?', Number(position));
    this.recount();
  }

  /** Counts again, after another connection has written. */
  recount(): void {
    this.forget();
    this.known = this.count;
  }

  /** Forgets the count, after an undone transaction or a rebuild. */
  forget(): void {
    this.known = undefined;
  }

  list(): readonly ParkedEvent[] {
    return this.db.all('SELECT * FROM parked ORDER BY position').map(toParked);
  }

  get(id: string): ParkedEvent | undefined {
    const row = this.db.get('SELECT * FROM parked WHERE id = ?', id);
    return row && toParked(row);
  }

  /** @throws AnswerParked when an event of this stream or operation is parked */
  assertAnswerable(about: Readonly<{ stream?: string; operation?: string }>): void {
    if (this.count === 0) return;
    const sql = 'SELECT * FROM parked WHERE stream = ? OR operation = ? LIMIT 1';
    const row = this.db.get(sql, about.stream ?? '', about.operation ?? '');
    if (row !== undefined) throw new AnswerParked(toParked(row));
  }

  /** @throws AnswerParked when any event up to a position is parked */
  assertAllTaken(to: Position): void {
    if (this.count === 0) return;
    const sql = 'SELECT * FROM parked WHERE position <= ? ORDER BY position LIMIT 1';
    const row = this.db.get(sql, Number(to));
    if (row !== undefined) throw new AnswerParked(toParked(row));
  }
}

/**
 * Keeps the parked events, with their numbers of attempts, across a rebuild if they can be read.
 */
export const keepParked = (db: ReadDatabase, renew: () => void): void => {
  const kept = readable(db);
  renew();
  for (const row of kept) db.run(PUT, ...COLUMNS.map((column) => row[column] ?? null));
};

const COLUMNS = ['position', 'id', 'stream', 'type', 'operation', 'error', 'attempts'] as const;
const PUT = `INSERT INTO main.parked (${COLUMNS.join(', ')}) VALUES (?, ?, ?, ?, ?, ?, ?)`;

const readable = (db: ReadDatabase): readonly Row[] => {
  try {
    return db.all('SELECT * FROM parked');
  } catch {
    return [];
  }
};

const toParked = (row: Row): ParkedEvent => ({
  position: toPosition(BigInt(Number(row['position']))),
  id: String(row['id']),
  stream: String(row['stream']),
  type: String(row['type']),
  operation: String(row['operation']),
  error: String(row['error']),
  attempts: Number(row['attempts']),
});
