import { type DomainEvent } from '#domain';
import { toPosition, type Metadata, type Position, type Recorded } from '#event-store';
import { foldName } from '#registry';

import { Bulk } from '../file/bulk.js';
import { type ReadDatabase } from '../file/database.js';
import { EventBlocks } from './event-blocks.js';
import { EventIds } from './event-ids.js';
import { isOf, spanOf, type EventFilter, type Page } from './event-filter.js';
import { Moments } from './moments.js';
import { OperationIndex } from '../operations/operation-index.js';
import { takePage, type Paged, type Sized } from '../pages.js';
import {
  blocksIn,
  common,
  pack,
  positionIn,
  positionsOf,
  type Positions,
  type Span,
} from './positions.js';
import { Postings } from './postings.js';
import { merged } from './merged.js';
import { lineageOf } from '../registry/key-rows.js';
import { type NotedChange } from '../places.js';

/** The fields of a filter that are terms of the index. */
const TERMS = [
  ['type', 't'],
  ['actor', 'a'],
  ['rule', 'r'],
  ['node', 'x'],
  ['group', 'x'],
  ['resource', 'x'],
  ['checkpoint', 'x'],
  ['container', 'c'],
] as const;
/** The fields of an event's data that name the things it is about. */
const ABOUT = ['node', 'group', 'resource', 'checkpoint', 'from', 'to', 'owner'] as const;
/** The table with the positions of a stream's events. */
const STREAMS = { table: 'streams', of: 'stream', first: 'origin' } as const;

/** The history as a list. */
export class Events {
  private readonly postings: Postings;
  private readonly blocks: EventBlocks;
  private readonly operations: OperationIndex;
  private readonly ids: EventIds;
  private readonly streamRows: Bulk;
  private readonly parts: readonly Pick<Bulk, 'flush' | 'forget'>[];
  /** Positions by stream, of the open transaction. */
  private streams = new Map<string, { first: number; positions: number[] }>();
  private readonly moments: Moments;

  constructor(private readonly db: ReadDatabase) {
    this.postings = new Postings(db);
    this.blocks = new EventBlocks(db);
    this.operations = new OperationIndex(db);
    this.ids = new EventIds(db, this.blocks);
    this.streamRows = new Bulk(db, 'streams', ['stream', 'first', 'origin', 'positions']);
    this.moments = new Moments(db, () => this.momentUpTo(Number.MAX_SAFE_INTEGER));
    this.parts = [this.blocks, this.operations, this.ids, this.streamRows, this.postings];
  }

  /** Adds a stored event and its domain event to the list. */
  note(recorded: Recorded, domainEvent: DomainEvent): void {
    const { stream, revision, recordedAt, metadata } = recorded;
    const position = Number(recorded.position);
    this.blocks.add(recorded);
    this.moments.note(position, recordedAt.getTime());
    this.noteStream(stream, Number(revision), position);
    if (this.operations.note(metadata.operation, position)) this.postings.note('o', '', position);
    this.noteTerms(domainEvent, metadata, position);
    this.ids.note(recorded);
  }

  /** Notes a change of a physical key. @param lineage the key and its ancestors, folded */
  noteKey(lineage: readonly string[], { position, isDeletion }: NotedChange): void {
    for (const folded of lineage) this.postings.note('k', folded, position);
    if (isDeletion) this.postings.note('d', lineage[0] ?? '', position);
  }

  /** Writes the noted rows; called at the end of a transaction. */
  flush(): void {
    this.flushStreams();
    for (const part of this.parts) part.flush();
    this.moments.flush();
  }

  /** Writes the events so far and their index, so that they can be found from here on. */
  settle(): void {
    this.flushStreams();
    for (const part of [this.blocks, this.streamRows]) part.flush();
  }

  /** Reads the state of the file again, after an undone transaction or a rebuild. */
  reload(): void {
    for (const part of this.parts) part.forget();
    this.streams = new Map();
    this.moments.reload();
  }

  list(filter: EventFilter, page: Page): readonly Recorded[] {
    return takePage(this.found(filter, spanOf(filter, page)), page.limit, Infinity).items;
  }

  /** As many events as one answer holds. */
  page(filter: EventFilter, page: Page): Paged<Recorded> {
    return takePage(this.found(filter, spanOf(filter, page)), page.limit);
  }

  private *found(filter: EventFilter, span: Span): Iterable<Sized<Recorded>> {
    const lists = [...this.listsOf(filter, span)];
    if (lists.length === 0) yield* this.blocks.range(span);
    for (const position of common(lists, span.order)) {
      const found = this.blocks.at(position);
      if (found !== undefined && isOf(found.item, filter)) yield found;
    }
  }

  /** The changes of a node's registry at or below a physical key, newest first. */
  changedAt(node: string, folded: string, to: number): Iterable<number> {
    const span = { low: 0, high: to, order: 'newest' } as const;
    const lists = [this.postings.of('k', folded, span), this.postings.of('x', node, span)];
    return common(lists, span.order);
  }

  /** The changes of a node's registry that touch a physical key or its subtree, newest first. */
  touchedAt(
    node: string,
    folded: string,
    { after, to }: Readonly<{ after: number; to: number }>,
  ): Iterable<number> {
    const span = { low: after + 1, high: to, order: 'newest' } as const;
    return common([this.touching(folded, span), this.postings.of('x', node, span)], span.order);
  }

  /** The first events of operations, newest first, and some later events of them. */
  begun(before: Position): Iterable<number> {
    return this.postings.of('o', '', { low: 0, high: Number(before) - 1, order: 'newest' });
  }

  at(position: number): Recorded | undefined {
    return this.blocks.at(position)?.item;
  }

  /** The event with an id, if it may cause other events. */
  byId(id: string): Recorded | undefined {
    return this.ids.find(id);
  }

  /** The last position of an event below a position; 0 if there is none. */
  before(position: Position): Position {
    return toPosition(BigInt(this.blocks.lastBelow(Number(position))));
  }

  /** The time of the last event up to a position. */
  recordedBy(position: Position): Date | undefined {
    return this.at(this.blocks.lastBelow(Number(position) + 1))?.recordedAt;
  }

  /** The last position of an event recorded not later than an instant. */
  upTo(instant: Date): Position {
    return toPosition(BigInt(this.moments.upTo(instant.getTime())));
  }

  /** True for an event with an earlier time than one before it: a clock was set back. */
  isSetBack(position: Position): boolean {
    return this.moments.isSetBack(Number(position));
  }

  /** The latest time of an event up to a position; milliseconds since 1970. */
  latestUpTo(position: Position): number {
    return this.moments.latestOf(this.momentUpTo(Number(position)));
  }

  /** The position of an event of a stream. */
  positionOf(stream: string, revision: number): Position | undefined {
    const open = this.streams.get(stream);
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

  private flushStreams(): void {
    for (const [name, { first, positions }] of this.streams)
      this.streamRows.add(name, first, positions[0] ?? 0, pack(positions));
    this.streams = new Map();
  }

  /** The last event up to a position, with its time. */
  private momentUpTo(position: number): Readonly<{ at: number; position: number }> | undefined {
    const event = this.at(this.blocks.lastBelow(position + 1));
    return event && { at: event.recordedAt.getTime(), position: Number(event.position) };
  }

  private noteStream(stream: string, revision: number, position: number): void {
    const known = this.streams.get(stream);
    if (known === undefined) this.streams.set(stream, { first: revision, positions: [position] });
    else known.positions.push(position);
  }

  /** The terms of an event: its type, its actor, its rule, and the things that it is about. */
  private noteTerms({ id, event }: DomainEvent, { actor, rule }: Metadata, position: number): void {
    this.postings.note('t', event.type, position);
    this.postings.note('a', actor, position);
    if (rule !== undefined) this.postings.note('r', rule, position);
    this.postings.note('x', id, position);
    const data = event.data as Readonly<Record<string, unknown>>;
    for (const field of ABOUT) {
      const value = data[field];
      if (typeof value === 'string') this.postings.note('x', value, position);
    }
    const { container } = data;
    if (typeof container === 'string') this.postings.note('c', container, position);
  }

  private *listsOf(filter: EventFilter, span: Span): Iterable<Positions> {
    const { stream, key, operation } = filter;
    if (operation !== undefined) yield this.operations.of(operation, span);
    if (stream !== undefined) yield positionsOf(blocksIn(this.db, STREAMS, stream), span);
    for (const [field, prefix] of TERMS)
      if (filter[field] !== undefined) yield this.postings.of(prefix, filter[field], span);
    if (key !== undefined) yield this.touching(foldName(key), span);
  }

  /** The changes of a key and its subtree, and the deletions of its ancestors. */
  private touching(folded: string, span: Span): Positions {
    const [, ...above] = lineageOf(folded);
    const deletions = above.map((ancestor) => this.postings.of('d', ancestor, span));
    return merged([this.postings.of('k', folded, span), ...deletions], span.order);
  }
}
