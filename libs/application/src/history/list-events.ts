import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { type Recorded } from '#event-store';
import { momentOf, type AsOf, type Moment } from '../reading/moment.js';
import { parsePosition } from '../reading/position.js';
import { earliest } from '../reading/range.js';
import { RunningCluster } from '../running-cluster.js';
import { eventFilter, type EventSelection } from './event-selection.js';

/**
 * An event of the history. `isSetBack` marks one that was recorded at an earlier time than one
 * before it.
 */
export type ListedEvent = Readonly<{ event: Recorded; isSetBack: boolean }>;

/** A page of events. */
export type EventPage = Readonly<{
  moment: Moment;
  items: readonly ListedEvent[];
  /** Cursor of the page after this one. */
  next: string | undefined;
}>;

/** Lists the events that match all filters. */
export class ListEvents extends Query<EventPage> {
  constructor(
    readonly asOf: AsOf,
    readonly input: EventSelection &
      Readonly<{ limit: number; order: 'oldest' | 'newest'; cursor?: string | undefined }>,
  ) {
    super();
  }
}

@QueryHandler(ListEvents)
export class ListEventsHandler implements IQueryHandler<ListEvents> {
  constructor(private readonly cluster: RunningCluster) {}

  async execute({ asOf, input }: ListEvents): Promise<EventPage> {
    const moment = await momentOf(this.cluster, asOf);
    const { limit, order, cursor: typed, ...selection } = input;
    const cursor = typed === undefined ? {} : { cursor: parsePosition(typed, '/cursor') };
    const { events } = this.cluster.reads;
    const filter = eventFilter(selection, { named: moment, cluster: this.cluster });
    const to = earliest(filter.to, moment.position);
    const page = events.page({ ...filter, to }, { limit, order, ...cursor });
    const items = page.items.map((event) => ({
      event,
      isSetBack: events.isSetBack(event.position),
    }));
    const next = page.isLast ? undefined : page.items.at(-1)?.position.toString();
    return { moment, items, next };
  }
}
