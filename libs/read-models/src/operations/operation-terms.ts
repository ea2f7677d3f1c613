import { type Recorded } from '#event-store';

import { merged } from '../events/merged.js';
import { common, type Positions, type Span } from '../events/positions.js';
import { type Postings } from '../events/postings.js';
import { type ReadDatabase } from '../file/database.js';
import { isEditKind, isOfEdit, isRequestedEdit } from './edits.js';
import { isFailure, isPreparation, isRefusal, kindBegunBy } from './parts.js';

/** The operations to find. Things are ids. */
export type OperationFilter = Readonly<{
  kind?: string;
  group?: string;
  resource?: string;
  node?: string;
  /** The actor of the first event. */
  actor?: string;
  status?: 'running' | 'completed' | 'failed';
  /** True to find mere edits of registries too. */
  edits?: boolean;
}>;

/** An operation whose first event is known. */
type Known = {
  readonly first: number;
  /** True while all its events are those of an edit. */
  isEdit: boolean;
  /** The noted things of its later events. */
  things: Set<string> | undefined;
};

/** The number of operations that are remembered from one transaction to the next. */
const REMEMBERED = 4096;
const ROWS = 32;
const THINGS = ['group', 'resource', 'node'] as const;

/**
 * The first events of operations, by the properties of the whole operation, so that lists of
 * several properties have common positions.
 *
 * ```text
 * o   operations that are no mere edits      e   edits      op  begun by an event that decides nothing
 * ok  by kind    ox  by a thing of a later event    of  with a part that failed
 * ```
 *
 * A property that becomes known in the transaction of the first event is a posting; a later one has
 * a row of its own in `operation_terms`, because the blocks of postings only grow at their end.
 */
export class OperationTerms {
  private readonly known = new Map<string, Known>();
  /** The noted properties of the open transaction: by kind and text, the first events. */
  private open = new Map<string, { kind: string; text: string; firsts: Set<number> }>();
  /** The first position of the open transaction. */
  private from: number | undefined;

  constructor(
    private readonly db: ReadDatabase,
    private readonly postings: Postings,
    /** The first event of an operation before a position; undefined if it has none. */
    private readonly firstOf: (operation: string, before: number) => Recorded | undefined,
  ) {}

  /** Notes an event. @param things the ids of the things that it is about */
  note(recorded: Recorded, things: readonly string[]): void {
    const position = Number(recorded.position);
    this.from ??= position;
    const known = this.knownOf(recorded, position);
    if (known.first === position) this.begin(recorded, position);
    else this.goOn(known, recorded, things);
    const kind = kindBegunBy(recorded.event);
    if (kind !== undefined) this.add('ok', kind, known.first);
    if (isFailure(recorded.event) || isRefusal(recorded.event)) this.add('of', '', known.first);
  }

  private begin(recorded: Recorded, position: number): void {
    const { type } = recorded.metadata.command;
    this.add(isOfEdit(recorded) ? 'e' : 'o', '', position);
    if (!isEditKind(type)) this.add('ok', type, position);
    if (isPreparation(recorded)) this.add('op', '', position);
  }

  private goOn(known: Known, recorded: Recorded, things: readonly string[]): void {
    if (known.isEdit && !isOfEdit(recorded)) {
      known.isEdit = false;
      this.add('o', '', known.first);
    }
    known.things ??= new Set();
    for (const thing of things) {
      if (known.things.has(thing)) continue;
      known.things.add(thing);
      this.add('ox', thing, known.first);
    }
  }

  /** The operation of an event. An edit begins one; any other event may follow a forgotten one. */
  private knownOf(recorded: Recorded, position: number): Known {
    const { operation } = recorded.metadata;
    const known = this.known.get(operation);
    if (known !== undefined) return known;
    const earlier = isRequestedEdit(recorded) ? undefined : this.firstOf(operation, position);
    const first = earlier ?? recorded;
    const isEdit = isOfEdit(first);
    const found = { first: Number(first.position), isEdit, things: undefined };
    this.known.set(operation, found);
    return found;
  }

  private add(kind: string, text: string, first: number): void {
    const term = `${kind}:${text}`;
    const noted = this.open.get(term);
    if (noted === undefined) this.open.set(term, { kind, text, firsts: new Set([first]) });
    else noted.firsts.add(first);
  }

  /** Writes the noted properties; called at the end of a transaction, before the postings. */
  flush(): void {
    const from = this.from ?? 0;
    const late = 'INSERT OR IGNORE INTO main.operation_terms (term, first) VALUES (?, ?)';
    for (const { kind, text, firsts } of this.open.values())
      for (const first of [...firsts].sort((a, b) => a - b))
        if (first >= from) this.postings.note(kind, text, first);
        else this.db.run(late, this.postings.idOf(kind, text), first);
    this.open.clear();
    this.from = undefined;
    for (const operation of this.known.keys()) {
      if (this.known.size <= REMEMBERED) return;
      this.known.delete(operation);
    }
  }

  /** Forgets the noted properties, after an undone transaction or a rebuild. */
  forget(): void {
    this.known.clear();
    this.open.clear();
    this.from = undefined;
  }

  /**
   * The first events of operations, newest first, as far as the index knows. An operation may have
   * become what the filter asks for only later than the moment of a question, so look at each.
   */
  begun(filter: OperationFilter, span: Span): Iterable<number> {
    const others = this.of('o', '', span);
    const lists =
      filter.edits === true ? [merged([others, this.of('e', '', span)], span.order)] : [others];
    const things = THINGS.flatMap((field) => filter[field] ?? []);
    return common(
      [...lists, ...this.narrowing(filter, span), ...things.map((id) => this.about(id, span))],
      span.order,
    );
  }

  /** The first events of operations that another event than the first one decides. */
  prepared(span: Span): Positions {
    return this.of('op', '', span);
  }

  private *narrowing({ kind, actor, status }: OperationFilter, span: Span): Iterable<Positions> {
    if (kind !== undefined)
      yield isEditKind(kind) ? this.of('e', '', span) : this.of('ok', kind, span);
    if (actor !== undefined) yield this.postings.of('a', actor, span);
    if (status === 'failed') yield this.of('of', '', span);
  }

  /** The operations with an event about a thing: their first one, or a later one. */
  private about(id: string, span: Span): Positions {
    return merged([this.postings.of('x', id, span), this.of('ox', id, span)], span.order);
  }

  private of(kind: string, text: string, span: Span): Positions {
    return merged([this.postings.of(kind, text, span), this.lateOf(kind, text, span)], span.order);
  }

  /** The rows of a term, newest first. */
  private *lateOf(kind: string, text: string, { low, high }: Span): Positions {
    const term = this.postings.known(kind, text);
    if (term === undefined) return;
    const sql = `SELECT first FROM operation_terms WHERE term = ? AND first BETWEEN ? AND ?
      ORDER BY first DESC LIMIT ${ROWS}`;
    for (let to = high; ;) {
      const rows = this.db.all(sql, term, low, to);
      for (const row of rows) {
        const first = Number(row['first']);
        if (first > to) continue;
        to = Math.min(first - 1, (yield first) ?? first);
      }
      if (rows.length < ROWS) return;
    }
  }
}
