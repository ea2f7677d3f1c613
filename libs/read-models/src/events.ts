import { type Fact } from '#domain';
import { toFact, toPosition, type Metadata, type Position, type Recorded } from '#event-store';
import { foldName } from '#registry';

import { rangeBelow, type ReadDatabase, type Row } from './database.js';

/** Which events; ids and names of streams as they are stored, instants inclusive. */
export type EventFilter = Readonly<{
  stream?: string;
  type?: string;
  node?: string;
  group?: string;
  resource?: string;
  checkpoint?: string;
  actor?: string;
  operation?: string;
  rule?: string;
  command?: string;
  /** A physical key: changes at it or below. */
  key?: string;
  /** Positions, inclusive. */
  from?: Position;
  to?: Position;
}>;

/** How many, in which order, and after which. */
export type Page = Readonly<{
  limit: number;
  order: 'oldest' | 'newest';
  /** The position of the last one of the page before. */
  cursor?: Position;
}>;

const COLUMNS = ['stream', 'type', 'actor', 'operation', 'rule', 'command'] as const;
const THINGS = ['node', 'group', 'resource', 'checkpoint'] as const;

/** The history as a list. */
export class Events {
  constructor(private readonly db: ReadDatabase) {}

  /** Lists an event of a cluster; of another's, nothing. */
  note(cluster: string, { event, metadata, ...place }: Recorded): void {
    const fact = toFact(cluster, { ...place, event });
    if (fact === undefined) return;
    const position = Number(place.position);
    this.db.run(
      `INSERT INTO events (position, id, stream, revision, type, recorded_at, actor, operation, rule, command,
         schema, metadata, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      position,
      place.id,
      place.stream,
      Number(place.revision),
      event.type,
      place.recordedAt.getTime(),
      metadata.actor,
      metadata.operation,
      metadata.rule ?? null,
      metadata.command.id,
      place.schema,
      JSON.stringify(metadata),
      JSON.stringify(event.data),
    );
    const operation = 'INSERT OR IGNORE INTO operations (id, first) VALUES (?, ?)';
    this.db.run(operation, metadata.operation, position);
    const thing = 'INSERT OR IGNORE INTO event_things (thing, position) VALUES (?, ?)';
    for (const id of thingsOf(fact)) this.db.run(thing, id, position);
  }

  list(filter: EventFilter, { limit, order, cursor }: Page): readonly Recorded[] {
    const clauses = [...clausesOf(filter)];
    if (cursor !== undefined)
      clauses.push([order === 'oldest' ? 'position > ?' : 'position < ?', Number(cursor)]);
    const where = clauses.map(([clause]) => clause).join(' AND ') || 'true';
    const values = clauses.flatMap(([, ...more]) => more);
    const direction = order === 'oldest' ? 'ASC' : 'DESC';
    const sql = `SELECT * FROM events WHERE ${where} ORDER BY position ${direction} LIMIT ?`;
    return this.db.all(sql, ...values, limit).map(toRecorded);
  }

  at(position: number): Recorded | undefined {
    const row = this.db.get('SELECT * FROM events WHERE position = ?', position);
    return row && toRecorded(row);
  }

  /** The last position of an event recorded not later than an instant, as a prefix of the log. */
  upTo(instant: Date): Position {
    const later = this.db.get(
      'SELECT min(position) AS position FROM events WHERE recorded_at > ?',
      instant.getTime(),
    )?.['position'];
    const sql =
      later === null || later === undefined
        ? 'SELECT max(position) AS position FROM events'
        : `SELECT max(position) AS position FROM events WHERE position < ${Number(later)}`;
    return toPosition(BigInt(Number(this.db.get(sql)?.['position'] ?? 0)));
  }

  /** The position of an event of a stream. */
  positionOf(stream: string, revision: number): Position | undefined {
    const sql = 'SELECT position FROM events WHERE stream = ? AND revision = ?';
    const row = this.db.get(sql, stream, revision);
    return row && toPosition(BigInt(Number(row['position'])));
  }
}

/** A condition, and what stands for its question marks. */
type Clause = readonly [condition: string, ...values: (string | number)[]];

function* clausesOf(filter: EventFilter): Iterable<Clause> {
  for (const column of COLUMNS)
    if (filter[column] !== undefined) yield [`${column} = ?`, filter[column]];
  for (const thing of THINGS)
    if (filter[thing] !== undefined)
      yield ['position IN (SELECT position FROM event_things WHERE thing = ?)', filter[thing]];
  if (filter.key !== undefined) yield keyClause(filter.key);
  if (filter.from !== undefined) yield ['position >= ?', Number(filter.from)];
  if (filter.to !== undefined) yield ['position <= ?', Number(filter.to)];
}

const keyClause = (key: string): Clause => {
  const folded = foldName(key);
  return [
    'position IN (SELECT position FROM event_keys WHERE key = ? OR (key >= ? AND key < ?))',
    folded,
    ...rangeBelow(folded),
  ];
};

const toRecorded = (row: Row): Recorded => ({
  id: String(row['id']),
  event: { type: String(row['type']), data: JSON.parse(String(row['data'])) as object },
  stream: String(row['stream']),
  revision: BigInt(Number(row['revision'])),
  position: toPosition(BigInt(Number(row['position']))),
  recordedAt: new Date(Number(row['recorded_at'])),
  schema: Number(row['schema']),
  metadata: JSON.parse(String(row['metadata'])) as Metadata,
});

/** The ids of the things an event is about. */
const thingsOf = ({ id, event }: Fact): ReadonlySet<string> => {
  const data = event.data as Readonly<Record<string, unknown>>;
  const named = ['node', 'group', 'resource', 'checkpoint', 'from', 'to', 'owner']
    .map((field) => data[field])
    .filter((value) => typeof value === 'string');
  return new Set([id, ...named]);
};
