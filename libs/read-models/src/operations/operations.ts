import { toPosition, type Position, type Recorded } from '#event-store';

import { isAbout } from '../events/about.js';
import { type Events } from '../events/events.js';
import { type ReadDatabase } from '../file/database.js';
import { CauseChains } from './cause-chains.js';
import { isOfEdit } from './edits.js';
import { type OperationFilter } from './operation-terms.js';
import { Restores } from './restores.js';
import { summaryOf, upTo, type Operation } from './summary.js';

/** The number of events that an answer includes of a longer operation. */
const PAGE = { limit: 100_000, order: 'oldest' } as const;

const FIRST = { limit: 1, order: 'oldest' } as const;
/** The most operations that a page may pass over. */
const MAX_MISSES = 1000;

/** The page of a list: the range of the first events, and the moment of the answer. */
export type OperationsAsked = Readonly<{
  limit: number;
  from: Position;
  /** The first events lie before this position. */
  before: Position;
  at: Position;
  /** The ids of all operations that may match; undefined for no such limit. */
  among: Iterable<string> | undefined;
}>;

/** Some operations, fewer than asked for if many others had to be looked at. */
export type OperationsPage = Readonly<{
  items: readonly Operation[];
  /** The position before which the next page begins; undefined after the last one. */
  next: Position | undefined;
}>;

/** Summaries of operations, from their events. */
export class Operations {
  private readonly causes: CauseChains;
  readonly restores: Restores;

  constructor(
    private readonly history: Events,
    db: ReadDatabase,
  ) {
    this.causes = new CauseChains(history);
    this.restores = new Restores(db);
  }

  /** An operation at a position. */
  get(id: string, at: Position): Operation | undefined {
    const all = this.events(id, at);
    const [first] = all;
    return first && this.caused(summaryOf(id, first, all), first);
  }

  /** The events of an operation up to a position. */
  events(id: string, to: Position): readonly Recorded[] {
    return this.history.list({ operation: id, to }, PAGE);
  }

  /** A page of the operations that match a filter, newest first. */
  page(
    filter: OperationFilter,
    { limit, from, before, at, among }: OperationsAsked,
  ): OperationsPage {
    const items: Operation[] = [];
    const span = { low: Number(from), high: Number(before) - 1, order: 'newest' } as const;
    let misses = 0;
    for (const first of this.history.begun(filter, span, this.firstsOf(among, at))) {
      if (items.length >= limit || misses > MAX_MISSES)
        return { items, next: toPosition(BigInt(first) + 1n) };
      const operation = this.begunAt(first, { at, filter });
      if (operation === undefined) misses += 1;
      else items.push(operation);
    }
    return { items, next: undefined };
  }

  /** The positions of the first events of named operations; undefined for all operations. */
  private firstsOf(
    among: Iterable<string> | undefined,
    at: Position,
  ): readonly number[] | undefined {
    if (among === undefined) return undefined;
    const firsts = [...new Set(among)].flatMap((operation) =>
      this.history.list({ operation, to: at }, FIRST).map(({ position }) => Number(position)),
    );
    return firsts.sort((one, other) => other - one);
  }

  /** The operation whose first event is at this position, if it matches a filter at a moment. */
  private begunAt(
    position: number,
    { at, filter }: Readonly<{ at: Position; filter: OperationFilter }>,
  ): Operation | undefined {
    const id = this.history.at(position)?.metadata.operation;
    if (id === undefined) return undefined;
    const all = this.events(id, at);
    const [first] = all;
    if (first === undefined || Number(first.position) !== position) return undefined;
    const summary = summaryOf(id, first, all);
    const isFound = matches(summary, upTo(all, summary.end), filter);
    return isFound ? this.caused(summary, first) : undefined;
  }

  private caused(summary: Omit<Operation, 'cause'>, first: Recorded): Operation {
    return { ...summary, cause: this.causes.before(first) };
  }
}

/** True if an operation, by its events up to its end, matches a filter. */
const matches = (
  summary: Omit<Operation, 'cause'>,
  events: readonly Recorded[],
  { kind, status, actor, edits = false, group, resource, node }: OperationFilter,
): boolean => {
  const things = [group, resource, node].filter((thing) => thing !== undefined);
  return (
    isOrAny(kind, summary.kind) &&
    isOrAny(status, summary.status) &&
    isOrAny(actor, summary.actor) &&
    (edits || !events.every(isOfEdit)) &&
    things.every((thing) => events.some((recorded) => isAbout(recorded, thing)))
  );
};

/** True if a filter leaves a property open, or asks for this value. */
const isOrAny = (asked: string | undefined, value: string): boolean =>
  asked === undefined || asked === value;
