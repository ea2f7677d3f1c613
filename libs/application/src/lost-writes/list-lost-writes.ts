import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import {
  MAX_TEXT,
  takePage,
  type LostState,
  type LostWrite,
  type LostWriteFilter,
  type Paged,
  type Sized,
  type Total,
} from '#read-models';
import { type RegistryView } from '#registry';

import { given } from '../fields.js';
import { resolveEver } from '../names.js';
import { momentOf, type AsOf, type Moment } from '../reading/moment.js';
import { earliest, rangeOf, type TypedRange } from '../reading/range.js';
import { malformed } from '../refusals.js';
import { RunningCluster } from '../running-cluster.js';
import { judgedRows, plusRow } from './lost-write-scan.js';
import { physicalKey } from '../history/event-selection.js';

/**
 * The filters of a list of lost writes; things are given by name or id, and places as positions.
 */
export type LostWriteSelection = Readonly<{
  node?: string | undefined;
  resource?: string | undefined;
  checkpoint?: string | undefined;
  rule?: string | undefined;
  /** The operation that overwrote the edit. */
  operation?: string | undefined;
  /** An actor who wrote a lost value. */
  actor?: string | undefined;
  /** A key as the view shows it, or `Type\\Provider\\Container`; selects losses at and below it. */
  key?: string | undefined;
  view?: RegistryView | undefined;
  /** The state at the moment. */
  state?: LostState | undefined;
}> &
  TypedRange;

/** A page of lost writes, and the totals of all pages. */
export type LostWritePage = Readonly<{
  moment: Moment;
  items: readonly LostWrite[];
  /** Cursor of the page after this one. */
  next: string | undefined;
  totals: Total;
}>;

/** Lists the lost writes that match all filters, newest first. */
export class ListLostWrites extends Query<LostWritePage> {
  constructor(
    readonly asOf: AsOf,
    readonly input: LostWriteSelection & Readonly<{ limit: number; cursor?: string | undefined }>,
  ) {
    super();
  }
}

@QueryHandler(ListLostWrites)
export class ListLostWritesHandler implements IQueryHandler<ListLostWrites> {
  constructor(private readonly cluster: RunningCluster) {}

  async execute({ asOf, input }: ListLostWrites): Promise<LostWritePage> {
    const moment = await momentOf(this.cluster, asOf);
    const { limit, cursor, state, ...selection } = input;
    const last = cursor === undefined ? undefined : this.rowOf(cursor);
    const filter = lostWriteFilter(selection, { moment, cluster: this.cluster, tags: asOf.tags });
    const { items, isLast, totals } =
      state === undefined
        ? this.inAnyState(filter, limit, cursor)
        : await this.inState(state, { filter, moment }, { limit, before: last?.seq ?? Infinity });
    return { moment, items, next: isLast ? undefined : items.at(-1)?.id, totals };
  }

  /** @throws RequestRefusal if the cursor is of no row */
  private rowOf(cursor: string): LostWrite {
    const row = this.cluster.reads.lostWrites.get(cursor);
    if (row === undefined) throw malformed('/cursor', `"${cursor}" is no cursor of this list`);
    return row;
  }

  private inAnyState(
    filter: LostWriteFilter,
    limit: number,
    cursor: string | undefined,
  ): Paged<LostWrite> & Readonly<{ totals: Total }> {
    const { lostWrites } = this.cluster.reads;
    return { ...lostWrites.page(filter, limit, cursor), totals: lostWrites.total(filter) };
  }

  /** The rows in a state. Their total needs all of them, so that one pass finds the page too. */
  private async inState(
    wanted: LostState,
    { filter, moment }: Readonly<{ filter: LostWriteFilter; moment: Moment }>,
    { limit, before }: Readonly<{ limit: number; before: number }>,
  ): Promise<Paged<LostWrite> & Readonly<{ totals: Total }>> {
    const page: Sized<LostWrite>[] = [];
    let totals: Total = { rows: 0, keys: 0, values: 0 };
    let text = 0;
    for await (const { row, state, size } of judgedRows(this.cluster, filter, moment)) {
      if (state !== wanted) continue;
      totals = plusRow(totals, row);
      if (row.seq >= before || page.length > limit || text > MAX_TEXT) continue;
      page.push({ item: row, size });
      text += size;
    }
    return { ...takePage(page, limit), totals };
  }
}

type Sources = Readonly<{ moment: Moment; cluster: RunningCluster; tags: AsOf['tags'] }>;

/** The filter of a selection, with the ids of its things. */
export const lostWriteFilter = (
  { node, resource, from, to, key, view, ...plain }: Omit<LostWriteSelection, 'state'>,
  { moment, cluster, tags }: Sources,
): LostWriteFilter => {
  const range = rangeOf(cluster, { from, to }, tags);
  return {
    ...given({ ...plain, from: range.from }),
    ...(key !== undefined && { key: CONTAINER.test(key) ? key : physicalKey(key, view) }),
    ...(node !== undefined && { node: resolveEver(moment, 'nodes', node) }),
    ...(resource !== undefined && { resource: resolveEver(moment, 'resources', resource) }),
    to: earliest(range.to, moment.position),
  };
};

/** A key container: its type is a number, and its provider may be empty. */
const CONTAINER = /^\d+\\/;
