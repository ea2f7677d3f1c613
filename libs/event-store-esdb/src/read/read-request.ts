import { type Direction } from '#event-store';

import { Empty, identify, ReadReq, type LogPlace, type ReadRequest } from './protocol.js';

const { Options } = ReadReq;
const DIRECTION = {
  forwards: Options.ReadDirection.FORWARDS,
  backwards: Options.ReadDirection.BACKWARDS,
};

/** The place where a read begins: an event, the start or the end. */
export type From<At> = At | 'start' | 'end';

type Extent = Readonly<{ direction: Direction; count: number }>;

const base = ({ direction, count }: Extent): InstanceType<typeof Options> =>
  new Options()
    .setReadDirection(DIRECTION[direction])
    .setResolveLinks(false)
    .setCount(String(count))
    .setUuidOption(new Options.UUIDOption().setString(new Empty()));

/** A read of one stream from a revision on, inclusive. */
export const streamRequest = (stream: string, from: From<bigint>, extent: Extent): ReadRequest => {
  const at = new Options.StreamOptions().setStreamIdentifier(identify(stream));
  if (from === 'start') at.setStart(new Empty());
  else if (from === 'end') at.setEnd(new Empty());
  else at.setRevision(String(from));
  return new ReadReq().setOptions(base(extent).setStream(at).setNoFilter(new Empty()));
};

/** A read of the log from a place on. Forwards the place is included; backwards it is not. */
export const logRequest = (
  prefixes: readonly string[],
  from: From<LogPlace>,
  extent: Extent,
): ReadRequest =>
  new ReadReq().setOptions(base(extent).setAll(allFrom(from)).setFilter(filterOf(prefixes)));

/** The same for all events on the server, of any log. */
export const wholeServerRequest = (from: From<LogPlace>, extent: Extent): ReadRequest =>
  new ReadReq().setOptions(base(extent).setAll(allFrom(from)).setNoFilter(new Empty()));

/** A subscription to the log after a place, including future events. */
export const subscriptionRequest = (
  prefixes: readonly string[],
  from: From<LogPlace>,
): ReadRequest =>
  new ReadReq().setOptions(
    base({ direction: 'forwards', count: 0 })
      .setSubscription(new Options.SubscriptionOptions())
      .setAll(allFrom(from))
      .setFilter(filterOf(prefixes)),
  );

const allFrom = (from: From<LogPlace>): InstanceType<typeof Options.AllOptions> => {
  const all = new Options.AllOptions();
  if (from === 'start') return all.setStart(new Empty());
  if (from === 'end') return all.setEnd(new Empty());
  return all.setPosition(
    new Options.Position()
      .setCommitPosition(String(from.commit))
      .setPreparePosition(String(from.prepare)),
  );
};

/** The number of foreign records after which the server reports its place. */
const SEARCH_WINDOW = 1024;
const WINDOWS_A_CHECKPOINT = 4;

const filterOf = (prefixes: readonly string[]): InstanceType<typeof Options.FilterOptions> =>
  new Options.FilterOptions()
    .setStreamIdentifier(new Options.FilterOptions.Expression().setPrefixList([...prefixes]))
    .setMax(SEARCH_WINDOW)
    .setCheckpointintervalmultiplier(WINDOWS_A_CHECKPOINT);
