import { type DomainEvent } from '#domain';
import { toPosition, type Position, type Recorded } from '#event-store';
import { foldName } from '#registry';

import { type Bulk } from '../file/bulk.js';
import { type ReadDatabase } from '../file/database.js';
import { thingsOf } from './about.js';
import { EventBlocks } from './event-blocks.js';
import { EventRanges } from './event-ranges.js';
import { EventIds } from './event-ids.js';
import { FILTER_TERMS, ownerTerm, termsOf } from './event-terms.js';
import { isOf, spanOf, type EventFilter, type Page } from './event-filter.js';
import { Moments } from './moments.js';
import { OperationIndex } from '../operations/operation-index.js';
import { OperationTerms, type OperationFilter } from '../operations/operation-terms.js';
import { takePage, type Paged, type Sized } from '../pages.js';
import { common, type Positions, type Span } from './positions.js';
import { Postings } from './postings.js';
import { Settings } from './settings.js';
import { StreamPositions } from './stream-positions.js';
import { merged } from './merged.js';
import { lineageOf } from '../registry/key-rows.js';
import { type NotedChange } from '../places.js';

/** The history as a list. */
export class Events {
  readonly postings: Postings;
  private readonly blocks: EventBlocks;
  private readonly operations: OperationIndex;
  private readonly terms: OperationTerms;
  readonly settings: Settings;
  readonly ranges: EventRanges;
  private readonly ids: EventIds;
  private readonly streams: StreamPositions;
  private readonly parts: readonly Pick<Bulk, 'flush' | 'forget'>[];
  private readonly moments: Moments;

  constructor(db: ReadDatabase) {
    this.postings = new Postings(db);
    this.blocks = new EventBlocks(db);
    this.operations = new OperationIndex(db);
    this.ids = new EventIds(db, this.blocks);
    this.streams = new StreamPositions(db);
    this.moments = new Moments(db, () => this.momentUpTo(Number.MAX_SAFE_INTEGER));
    this.settings = new Settings(this.postings);
    this.ranges = new EventRanges(this.blocks, this.moments);
    this.terms = new OperationTerms(db, this.postings, (operation, before) => {
      const to = toPosition(BigInt(before - 1));
      return this.list({ operation, to }, { limit: 1, order: 'oldest' })[0];
    });
    const { blocks, operations, ids, streams, terms, postings } = this;
    this.parts = [blocks, operations, ids, streams, terms, postings];
  }

  /** Adds a stored event and its domain event to the list. */
  note(recorded: Recorded, domainEvent: DomainEvent): void {
    const { stream, revision, recordedAt, metadata } = recorded;
    const position = Number(recorded.position);
    this.blocks.add(recorded);
    this.moments.note(position, recordedAt.getTime());
    this.streams.note(stream, Number(revision), position);
    this.operations.note(metadata.operation, position);
    const things = thingsOf(domainEvent.id, domainEvent.event.data);
    this.terms.note(recorded, things);
    this.settings.note(domainEvent, position);
    for (const [kind, text] of termsOf(domainEvent, metadata, things))
      this.postings.note(kind, text, position);
    this.ids.note(recorded);
  }

  /** Notes a change of a physical key. @param lineage the key and its ancestors, folded */
  noteKey(lineage: readonly string[], { position, isDeletion }: NotedChange): void {
    for (const folded of lineage) this.postings.note('k', folded, position);
    if (isDeletion) this.postings.note('d', lineage[0] ?? '', position);
  }

  /** Writes the noted rows; called at the end of a transaction. */
  flush(): void {
    for (const part of this.parts) part.flush();
    this.moments.flush();
  }

  /** Writes the events so far and their index, so that they can be found from here on. */
  settle(): void {
    for (const part of [this.blocks, this.streams]) part.flush();
  }

  /** Reads the state of the file again, after an undone transaction or a rebuild. */
  reload(): void {
    for (const part of this.parts) part.forget();
    this.moments.reload();
  }

  list(filter: EventFilter, page: Page): readonly Recorded[] {
    return takePage(this.found(filter, spanOf(filter, page)), page.limit, Infinity).items;
  }

  /** As many events as one answer holds. */
  page(filter: EventFilter, page: Page): Paged<Recorded> {
    return takePage(this.found(filter, spanOf(filter, page)), page.limit, page.maxText);
  }

  private *found(filter: EventFilter, span: Span): Iterable<Sized<Recorded>> {
    const lists = [...this.listsOf(filter, span)];
    if (lists.length === 0) yield* this.blocks.range(span);
    for (const position of common(lists, span.order)) {
      const found = this.blocks.at(position);
      if (found !== undefined && isOf(found.item, filter)) yield found;
    }
  }

  /** The position of the last event, up to one, by which a node became a group's owner or ceased to be it. */
  lastOwnerChange(group: string, node: string, to: Position): Position | undefined {
    const span = { low: 0, high: Number(to), order: 'newest' } as const;
    const { value } = this.postings.of('o', ownerTerm(group, node), span).next();
    return value === undefined ? undefined : toPosition(BigInt(value));
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

  /**
   * The first events of operations, newest first. Look at each: see `OperationTerms`.
   *
   * @param among the positions that may be found beside those of undecided operations, newest first;
   *   undefined for all
   */
  begun(
    filter: OperationFilter,
    span: Span,
    among: readonly number[] | undefined,
  ): Iterable<number> {
    if (among === undefined) return this.terms.begun(filter, span);
    return merged([listed(among, span), this.terms.prepared(span)], span.order);
  }

  at(position: number): Recorded | undefined {
    return this.blocks.at(position)?.item;
  }

  /** The events at positions in ascending order. */
  atAll(positions: readonly number[]): readonly Recorded[] {
    return this.blocks.atAll(positions);
  }

  /** The event with an id; captures and the parts of imports are not found. */
  byId(id: string): Recorded | undefined {
    return this.ids.find(id);
  }

  /** The last position of an event below a position; 0 if there is none. */
  before(position: Position): Position {
    return toPosition(BigInt(this.blocks.lastBelow(Number(position))));
  }

  /** The last event up to a position. */
  lastUpTo(position: Position): Recorded | undefined {
    return this.at(this.blocks.lastBelow(Number(position) + 1));
  }

  /** The time of the last event up to a position. */
  recordedBy(position: Position): Date | undefined {
    return this.lastUpTo(position)?.recordedAt;
  }

  /** The last position of an event recorded not later than an instant. */
  upTo(instant: Date): Position {
    return toPosition(BigInt(this.moments.upTo(instant.getTime())));
  }

  /** The first instant at which the log had reached a position; undefined after its end. */
  reachedAt(position: Position): number | undefined {
    return this.moments.reachedAt(Number(position));
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
    return this.streams.positionOf(stream, revision);
  }

  /** The last event up to a position, with its time. */
  private momentUpTo(position: number): Readonly<{ at: number; position: number }> | undefined {
    const event = this.at(this.blocks.lastBelow(position + 1));
    return event && { at: event.recordedAt.getTime(), position: Number(event.position) };
  }

  private *listsOf(filter: EventFilter, span: Span): Iterable<Positions> {
    const { stream, key, operation } = filter;
    if (operation !== undefined) yield this.operations.of(operation, span);
    if (stream !== undefined) yield this.streams.of(stream, span);
    for (const [field, prefix] of FILTER_TERMS)
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

/** The numbers of a list that lie in a span, in the order of the list. */
function* listed(numbers: readonly number[], { low, high }: Span): Positions {
  yield* numbers.filter((number) => number >= low && number <= high);
}
