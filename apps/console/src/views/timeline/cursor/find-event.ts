import { type QueryClient } from '@tanstack/react-query';

import { api, type Schemas } from '../../../api/client.js';
import { FIXED } from '../../../api/live.js';
import { isBookkeeping } from '../../../words/bookkeeping.js';
import { instantOf } from '../lanes/history.js';
import { type Place } from './cursor-store.js';

export type Event = Schemas['Event'];

/** The kinds of steps: from event to event, or from one move of groups to the next. */
export type StepKind = 'event' | 'failover';
/** 1 for later, -1 for earlier. */
export type Way = 1 | -1;

const WINDOW = 200;
/** A search gives up after so many windows of bookkeeping. */
const MOST_WINDOWS = 25;

type Step = Readonly<{ from: Place; kind: StepKind; way: Way }>;

/** The event that a step leads to; undefined where there is none. */
export const findEvent = async (
  queries: QueryClient,
  { from, kind, way }: Step,
): Promise<Event | undefined> => {
  let around = from.position ?? new Date(from.at).toISOString();
  for (let looked = 0; looked < MOST_WINDOWS; looked += 1) {
    const events = await windowAround(queries, around, kind);
    const found = pickEvent(events, { from, kind, way });
    if (found !== undefined) return found;
    const edge = (way > 0 ? events.at(-1) : events[0])?.position;
    if (edge === undefined || edge === around) return undefined;
    around = edge;
  }
  return undefined;
};

const windowAround = async (
  queries: QueryClient,
  around: string,
  kind: StepKind,
): Promise<readonly Event[]> => {
  const type = kind === 'failover' ? ({ type: 'GroupMoveStarted' } as const) : {};
  const { items } = await queries.query(
    api.queryOptions(
      'get',
      '/v1/events',
      { params: { query: { around, limit: WINDOW, ...type } } },
      { meta: FIXED },
    ),
  );
  return items;
};

/**
 * The event of a window, in the order of the log, that a step leads to. Steps from event to event pass
 * over bookkeeping; a step to a move leads to its first event, and never stays in one operation.
 */
export const pickEvent = (
  events: readonly Event[],
  { from, kind, way }: Step,
): Event | undefined => {
  const here = events.find(({ position }) => position === from.position);
  const wanted = events.filter(
    (event) =>
      sideOf(event, from) === way &&
      (kind === 'failover' ? event.operation !== here?.operation : !isBookkeeping(event.type)),
  );
  const found = way > 0 ? wanted[0] : wanted.at(-1);
  if (kind === 'event' || found === undefined) return found;
  return wanted.find(({ operation }) => operation === found.operation);
};

/** 1 for an event after a place, -1 for one before it, 0 for the event on which it stands. */
const sideOf = (event: Event, { at, position }: Place): number =>
  position === undefined
    ? Math.sign(instantOf(event.recordedAt) - at - 0.5)
    : Math.sign(Number(BigInt(event.position) - BigInt(position)));
