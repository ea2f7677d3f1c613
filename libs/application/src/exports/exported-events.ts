import { type Position } from '#event-store';

import { type ListedEvent } from '../history/list-events.js';
import { type RunningCluster } from '../running-cluster.js';
import { type BegunExport } from './begin-export.js';

/** The most events, and about the most characters, that are read at once for an export. */
const [MAX_EVENTS, MAX_TEXT] = [256, 64 * 1024];

/**
 * The events of an export, in the order of the log, a few at a time: none is read before it is taken.
 */
export function* exportedEvents(
  { reads: { events } }: RunningCluster,
  { filters, range }: Pick<BegunExport, 'filters' | 'range'>,
): Iterable<readonly ListedEvent[]> {
  const page = { limit: MAX_EVENTS, maxText: MAX_TEXT, order: 'oldest' } as const;
  for (let cursor: Position | undefined; ;) {
    const begun = cursor === undefined ? page : { ...page, cursor };
    const { items, isLast } = events.page({ ...filters, ...range }, begun);
    yield items.map((event) => ({ event, isSetBack: events.isSetBack(event.position) }));
    if (isLast) return;
    cursor = items.at(-1)?.position;
  }
}
