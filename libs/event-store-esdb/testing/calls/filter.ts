import type streams from '@eventstore/db-client/generated/streams_pb.js';

import { EVERYTHING, type Filter } from '../log/all-page.js';
import { PAGE } from '../log/stream-page.js';

/** The events of the log that a filter selects, and the sizes of the search. */
export type Selection = Readonly<{
  isAllowed: Filter;
  /** The number of events that a page examines, matching or not. */
  window: number;
  /** The number of pages or events after which the subscriber gets a checkpoint. */
  interval: number;
}>;

export const selectionIn = (options: streams.ReadReq.Options): Selection => {
  const filter = options.getFilter();
  if (filter === undefined) return { isAllowed: EVERYTHING, window: Infinity, interval: Infinity };
  const window = filter.hasMax() ? filter.getMax() : PAGE;
  const interval = window * filter.getCheckpointintervalmultiplier();
  return { isAllowed: filterIn(filter), window, interval };
};

/** A filter by stream or by type, by prefixes or by an expression. */
const filterIn = (options: streams.ReadReq.Options.FilterOptions): Filter => {
  const byStream = options.getStreamIdentifier();
  const matches = matcherOf(byStream ?? options.getEventType());
  return byStream === undefined ? ({ type }) => matches(type) : ({ stream }) => matches(stream);
};

const matcherOf = (
  expression: streams.ReadReq.Options.FilterOptions.Expression | undefined,
): ((name: string) => boolean) => {
  const pattern = expression?.getRegex() ?? '';
  const prefixes = expression?.getPrefixList() ?? [];
  if (pattern === '') return (name) => prefixes.some((prefix) => name.startsWith(prefix));
  const regex = new RegExp(pattern);
  return (name) => regex.test(name);
};
