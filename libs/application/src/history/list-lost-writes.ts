import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { type LostWrite, type LostWriteFilter, type Total } from '#read-models';

import { given } from '../fields.js';
import { resolveNode, resolveResource } from '../names.js';
import { momentOf, type AsOf, type Moment } from '../reading/moment.js';
import { parsePosition, lastListed } from '../reading/position.js';
import { malformed } from '../refusals.js';
import { RunningCluster } from '../running-cluster.js';

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
  /** A physical key, or `Type\\Provider\\Container`; selects losses at it and below it. */
  key?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}>;

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
    const { limit, cursor, ...selection } = input;
    const { lostWrites } = this.cluster.reads;
    if (cursor !== undefined && lostWrites.get(cursor) === undefined)
      throw malformed('/cursor', `"${cursor}" is no cursor of this list`);
    const filter = filterOf(selection, moment);
    const { items, isLast } = lostWrites.page(filter, limit, cursor);
    const next = isLast ? undefined : items.at(-1)?.id;
    return { moment, items, next, totals: lostWrites.total(filter) };
  }
}

const filterOf = (
  { node, resource, from, to, ...plain }: LostWriteSelection,
  moment: Moment,
): LostWriteFilter => ({
  ...given(plain),
  ...(node !== undefined && { node: resolveNode(moment, node) }),
  ...(resource !== undefined && { resource: resolveResource(moment, resource) }),
  ...(from !== undefined && { from: parsePosition(from, '/from') }),
  to: lastListed(to, moment.position),
});
