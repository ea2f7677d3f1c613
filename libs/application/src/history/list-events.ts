import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { type Recorded } from '#event-store';
import { momentOf, placeOf, type AsOf, type Moment } from '../reading/moment.js';
import { earliest } from '../reading/range.js';
import { RunningCluster } from '../running-cluster.js';
import { eventFilter, type EventSelection } from './event-selection.js';
import {
  eventsAround,
  eventsBeside,
  firstEvents,
  parsePlace,
  type EventList,
  type Stretch,
} from './events-around.js';

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
  /** Cursor of the page before this one, in a list that begins in its middle. */
  prev: string | undefined;
}>;

/** Lists the events that match all filters. */
export class ListEvents extends Query<EventPage> {
  constructor(
    readonly asOf: AsOf,
    readonly input: EventSelection &
      Readonly<{
        limit: number;
        order: 'oldest' | 'newest';
        /** A moment: the first page has the events before and after it. */
        around?: string | undefined;
        cursor?: string | undefined;
      }>,
  ) {
    super();
  }
}

/** The place where a page begins. */
type Begin = Pick<ListEvents['input'], 'around' | 'cursor'> & Pick<AsOf, 'tags'>;

@QueryHandler(ListEvents)
export class ListEventsHandler implements IQueryHandler<ListEvents> {
  constructor(private readonly cluster: RunningCluster) {}

  async execute({ asOf, input }: ListEvents): Promise<EventPage> {
    const moment = await momentOf(this.cluster, asOf);
    const { limit, order, around, cursor, ...selection } = input;
    const { events } = this.cluster.reads;
    const sources = { named: moment, cluster: this.cluster, tags: asOf.tags };
    const filter = eventFilter(selection, sources);
    const to = earliest(filter.to, moment.position);
    const list = { events, filter: { ...filter, to }, limit, order };
    const { items, ...places } = this.pageOf(list, { around, cursor, tags: asOf.tags });
    const listed = items.map((event) => ({ event, isSetBack: events.isSetBack(event.position) }));
    return { moment, items: listed, ...places };
  }

  private pageOf(list: EventList, { around, cursor, tags }: Begin): Stretch {
    const place =
      around === undefined
        ? undefined
        : placeOf(this.cluster, around, { pointer: '/around', tags });
    if (cursor !== undefined) return eventsBeside(list, parsePlace(cursor));
    return place === undefined ? firstEvents(list) : eventsAround(list, place);
  }
}
