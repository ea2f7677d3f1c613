import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { type Recorded } from '#event-store';
import { type EventFilter } from '#read-models';

import { given } from '../fields.js';
import { resolveGroup, resolveNode, resolveResource } from '../names.js';
import { momentOf, type AsOf, type Moment } from '../reading/moment.js';
import { parsePosition, lastListed } from '../reading/position.js';
import { RunningCluster } from '../running-cluster.js';

/** The filters of a list of events; things are given by name or id, and places as positions. */
export type EventSelection = Readonly<{
  stream?: string | undefined;
  type?: string | undefined;
  node?: string | undefined;
  group?: string | undefined;
  resource?: string | undefined;
  checkpoint?: string | undefined;
  /** A physical key; selects changes of it and of keys below it. */
  key?: string | undefined;
  actor?: string | undefined;
  operation?: string | undefined;
  rule?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}>;

/**
 * A page of events. `isSetBack` marks an event that was recorded at an earlier time than one
 * before it.
 */
export type EventPage = Readonly<{
  moment: Moment;
  items: readonly Readonly<{ event: Recorded; isSetBack: boolean }>[];
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
    const page = events.page(filterOf(selection, moment), { limit, order, ...cursor });
    const items = page.items.map((event) => ({
      event,
      isSetBack: events.isSetBack(event.position),
    }));
    const next = page.isLast ? undefined : page.items.at(-1)?.position.toString();
    return { moment, items, next };
  }
}

const filterOf = (
  { node, group, resource, from, to, ...plain }: EventSelection,
  moment: Moment,
): EventFilter => ({
  ...given(plain),
  to: lastListed(to, moment.position),
  ...(from !== undefined && { from: parsePosition(from, '/from') }),
  ...(node !== undefined && { node: resolveNode(moment, node) }),
  ...(group !== undefined && { group: resolveGroup(moment, group) }),
  ...(resource !== undefined && { resource: resolveResource(moment, resource) }),
});
