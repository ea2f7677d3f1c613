import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { isLostValueCursor, type LostValue, type LostWrite } from '#read-models';

import { momentOf, type AsOf, type Moment } from '../reading/moment.js';
import { malformed } from '../refusals.js';
import { RunningCluster } from '../running-cluster.js';
import { findLostWrite } from './find-lost-write.js';

/** A page of the places of a lost write. */
export type LostValuePage = Readonly<{
  moment: Moment;
  lost: LostWrite;
  items: readonly LostValue[];
  /** Cursor of the page after this one. */
  next: string | undefined;
}>;

/** Lists the values of a lost write, and its keys without values. */
export class ListLostValues extends Query<LostValuePage> {
  constructor(
    readonly asOf: AsOf,
    readonly input: Readonly<{ id: string; limit: number; cursor?: string | undefined }>,
  ) {
    super();
  }
}

@QueryHandler(ListLostValues)
export class ListLostValuesHandler implements IQueryHandler<ListLostValues> {
  constructor(private readonly cluster: RunningCluster) {}

  async execute({ asOf, input }: ListLostValues): Promise<LostValuePage> {
    const moment = await momentOf(this.cluster, asOf);
    const { id, limit, cursor } = input;
    const lost = findLostWrite(this.cluster, moment, id);
    if (cursor !== undefined && !isLostValueCursor(cursor))
      throw malformed('/cursor', `"${cursor}" is no cursor of this list`);
    const { items, isLast } = this.cluster.reads.ledger.values.page(lost, limit, cursor);
    return { moment, lost, items, next: isLast ? undefined : items.at(-1)?.cursor };
  }
}
