import { type Fact } from '#domain';
import { toFact, toPosition, type Metadata, type Position, type Recorded } from '#event-store';
import { foldName } from '#registry';

import { Bulk } from './bulk.js';
import { rangeBelow, type ReadDatabase, type Row } from './database.js';
import { common, pack, Postings, unpack, within, type Span } from './postings.js';

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

/** Which terms a filter asks for. */
const TERMS = [
  ['type', 't'],
  ['actor', 'a'],
  ['rule', 'r'],
  ['node', 'x'],
  ['group', 'x'],
  ['resource', 'x'],
  ['checkpoint', 'x'],
] as const;
const END = Number.MAX_SAFE_INTEGER;

/** The history as a list. */
export class Events {
  private readonly postings: Postings;
  private readonly rows: Bulk;
  private readonly streamRows: Bulk;
  private readonly operationRows: Bulk;
  /** Positions by stream, and by operation, of the transaction that is open. */
  private streams = new Map<string, { first: number; positions: number[] }>();
  private operations = new Map<string, number[]>();
  /** The latest instant so far: time may go back, a prefix of the log does not. */
  private latest: number;

  constructor(private readonly db: ReadDatabase) {
    this.postings = new Postings(db);
    this.rows = new Bulk(db, 'events', [
      'position',
      'id',
      'stream',
      'revision',
      'recorded_at',
      'body',
    ]);
    this.streamRows = new Bulk(db, 'streams', ['stream', 'first', 'origin', 'positions']);
    this.operationRows = new Bulk(db, 'operations', ['digest', 'first', 'positions']);
    this.latest = this.latestInstant();
  }

  /** Lists an event of a cluster; of another's, nothing. */
  note(cluster: string, { event, metadata, ...place }: Recorded): void {
    const fact = toFact(cluster, { ...place, event });
    if (fact === undefined) return;
    const position = Number(place.position);
    this.rows.add(
      position,
      place.id,
      place.stream,
      Number(place.revision),
      place.recordedAt.getTime(),
      JSON.stringify([event.type, place.schema, event.data, metadata]),
    );
    this.noteTime(position, place.recordedAt.getTime());
    this.noteStream(place.stream, Number(place.revision), position);
    this.noteOperation(metadata.operation, position);
    for (const term of termsOf(fact, metadata)) this.postings.note(term, position);
  }

  /** That an event changes a physical key. */
  noteKey(key: string, position: number): void {
    this.postings.note(`k:${foldName(key)}`, position);
  }

  /** Writes what was noted; at the end of a transaction. */
  flush(): void {
    for (const [name, { first, positions }] of this.streams)
      this.streamRows.add(name, first, positions[0] ?? 0, pack(positions));
    for (const [id, positions] of this.operations)
      this.operationRows.add(digestOf(id), positions[0] ?? 0, pack(positions));
    for (const bulk of [this.rows, this.streamRows, this.operationRows]) bulk.flush();
    this.streams = new Map();
    this.operations = new Map();
    this.postings.flush();
  }

  /** After a transaction that was undone, or the tables were emptied. */
  recollect(): void {
    this.postings.forget();
    for (const bulk of [this.rows, this.streamRows, this.operationRows]) bulk.forget();
    this.streams = new Map();
    this.operations = new Map();
    this.latest = this.latestInstant();
  }

  list(filter: EventFilter, page: Page): readonly Recorded[] {
    const span = spanOf(filter, page);
    const lists = [...this.listsOf(filter, span)];
    if (lists.length === 0) return this.range(span, page.limit);
    const found: Recorded[] = [];
    for (const position of common(lists, span.order)) {
      if (found.length >= page.limit) break;
      const recorded = this.at(position);
      if (recorded !== undefined && isOf(recorded, filter)) found.push(recorded);
    }
    return found;
  }

  at(position: number): Recorded | undefined {
    const row = this.db.get('SELECT * FROM events WHERE position = ?', position);
    return row && toRecorded(row);
  }

  /** The last position of an event recorded not later than an instant, as a prefix of the log. */
  upTo(instant: Date): Position {
    const later = this.db.get(
      'SELECT min(position) AS position FROM moments WHERE latest > ?',
      instant.getTime(),
    );
    const end = later?.['position'] ?? null;
    const sql = 'SELECT max(position) AS position FROM events WHERE position < ?';
    const row = this.db.get(sql, end === null ? END : Number(end));
    return toPosition(BigInt(Number(row?.['position'] ?? 0)));
  }

  /** The position of an event of a stream. */
  positionOf(stream: string, revision: number): Position | undefined {
    const sql = `SELECT first, origin, positions FROM streams WHERE stream = ? AND first <= ? ORDER BY first DESC LIMIT 1`;
    const row = this.db.get(sql, stream, revision);
    if (row === undefined) return undefined;
    const positions = unpack({ first: row['origin'] ?? 0, positions: row['positions'] ?? null });
    const position = positions[revision - Number(row['first'])];
    return position === undefined ? undefined : toPosition(BigInt(position));
  }

  private latestInstant(): number {
    return Number(this.db.get('SELECT max(latest) AS latest FROM moments')?.['latest'] ?? -1);
  }

  /** One row where the latest instant moves on: few, where many events share a moment. */
  private noteTime(position: number, at: number): void {
    if (at <= this.latest) return;
    this.latest = at;
    this.db.run('INSERT INTO moments (latest, position) VALUES (?, ?)', at, position);
  }

  private noteStream(stream: string, revision: number, position: number): void {
    const known = this.streams.get(stream);
    if (known === undefined) this.streams.set(stream, { first: revision, positions: [position] });
    else known.positions.push(position);
  }

  private noteOperation(operation: string, position: number): void {
    const known = this.operations.get(operation);
    if (known === undefined) this.operations.set(operation, [position]);
    else known.push(position);
  }

  private range({ low, high, order }: Span, limit: number): readonly Recorded[] {
    const sql = `SELECT * FROM events WHERE position >= ? AND position <= ?
      ORDER BY position ${order === 'oldest' ? 'ASC' : 'DESC'} LIMIT ?`;
    return this.db.all(sql, low, high, limit).map(toRecorded);
  }

  private *listsOf(filter: EventFilter, span: Span): Iterable<Iterable<number>> {
    const { stream, key, operation } = filter;
    if (operation !== undefined)
      yield this.blocks('operations WHERE digest = ?', digestOf(operation), span);
    if (stream !== undefined) yield this.blocks('streams WHERE stream = ?', stream, span);
    for (const [field, prefix] of TERMS)
      if (filter[field] !== undefined) yield this.postings.of(`${prefix}:${filter[field]}`, span);
    if (key !== undefined) yield this.keys(foldName(key), span);
  }

  private *blocks(from: string, value: string | number, span: Span): Iterable<number> {
    const origin = from.startsWith('streams') ? 'origin' : 'first';
    const order = span.order === 'oldest' ? 'ASC' : 'DESC';
    const sql = `SELECT ${origin} AS first, positions FROM ${from} ORDER BY first ${order}`;
    for (const row of this.db.all(sql, value)) yield* within(unpack(row), span);
  }

  private keys(key: string, span: Span): Iterable<number> {
    const [from, to] = rangeBelow(key);
    const itself: [string, string] = [`k:${key}`, `k:${key}\0`];
    return this.postings.between(
      key === '' ? [['k:', 'l']] : [itself, [`k:${from}`, `k:${to}`]],
      span,
    );
  }
}

/** A digest is shorter than an id, and two ids may share one. */
const isOf = ({ metadata }: Recorded, { operation }: EventFilter): boolean =>
  operation === undefined || metadata.operation === operation;

const DIGEST_DIGITS = 12;

/** The first bits of a UUID as a number; of what is none, one that nothing has. */
const digestOf = (id: string): number => {
  const digest = Number.parseInt(id.replaceAll('-', '').slice(0, DIGEST_DIGITS), 16);
  return Number.isNaN(digest) ? -1 : digest;
};

const spanOf = ({ from, to }: EventFilter, { order, cursor }: Page): Span => {
  const low = Number(from ?? 0n);
  const high = to === undefined ? END : Number(to);
  if (cursor === undefined) return { low, high, order };
  return order === 'oldest'
    ? { low: Math.max(low, Number(cursor) + 1), high, order }
    : { low, high: Math.min(high, Number(cursor) - 1), order };
};

/** What an event can be found by: its type, who wrote it by which rule, and what it is about. */
function* termsOf({ id, event }: Fact, { actor, rule }: Metadata): Iterable<string> {
  yield `t:${event.type}`;
  yield `a:${actor}`;
  if (rule !== undefined) yield `r:${rule}`;
  yield `x:${id}`;
  const data = event.data as Readonly<Record<string, unknown>>;
  for (const field of ['node', 'group', 'resource', 'checkpoint', 'from', 'to', 'owner']) {
    const value = data[field];
    if (typeof value === 'string') yield `x:${value}`;
  }
}

const toRecorded = (row: Row): Recorded => {
  const [type, schema, data, metadata] = JSON.parse(String(row['body'])) as [
    string,
    number,
    object,
    Metadata,
  ];
  return {
    id: String(row['id']),
    event: { type, data },
    stream: String(row['stream']),
    revision: BigInt(Number(row['revision'])),
    position: toPosition(BigInt(Number(row['position']))),
    recordedAt: new Date(Number(row['recorded_at'])),
    schema,
    metadata,
  };
};
