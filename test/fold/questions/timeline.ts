import { type Recorded } from '#event-store';

import { type Json } from '../../e2e/tidemark.js';
import { pick } from '../../fuzz/mutate.js';
import { isInLane, spansIn } from '../oracle/lanes.js';
import { Things } from '../oracle/things.js';
import { dataOf, type WholeLog } from '../oracle/whole-log.js';
import { like, queryOf, type Asking, type Asks } from './question.js';

/** The places of the first event and the last one, and the time; from 0. */
type Window = Readonly<{ low: number; high: number; begin: number; end: number }>;

/** The timeline of nodes or groups between two random moments. */
export const askTimeline: Asks = (asking) => {
  const { random, log } = asking;
  const [one, other] = [0, 1].map(() => Math.floor(random() * log.events.length));
  const [low, high] = [Math.min(one ?? 0, other ?? 0), Math.max(one ?? 0, other ?? 0)];
  const isTime = random() < 0.5;
  const window = isTime ? byTime(log, low, high) : byPlace(log, low, high);
  const [kind, buckets] = [pick(random, ['nodes', 'groups'] as const), pick(random, [1, 7, 1000])];
  const edge = (place: number): string => {
    const { position, recordedAt } = at(log, place);
    return isTime ? recordedAt.toISOString() : String(position);
  };
  const query = queryOf({ from: edge(low), to: edge(high), lanes: kind, buckets });
  return {
    path: `/v1/timeline?${query}`,
    isList: false,
    shown: ({ lanes, due }) => ({ lanes: (lanes as Json[]).map(shownLane), due: due as unknown }),
    wanted: { lanes: lanesIn(asking, kind, { window, buckets }), due: [] },
  };
};

const shownLane = ({ marks, buckets, ...lane }: Json): Json => ({
  ...lane,
  marks: (marks as Json[]).map((mark) => like({ position: '', kind: '' }, mark)),
  buckets: buckets as unknown,
  spans: (lane['spans'] as Json[]).toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : 1)),
});

const textOf = (span: Json): string => JSON.stringify([span['kind'], span['from'], span['id']]);

const at = (log: WholeLog, place: number): Recorded => log.events[place] ?? fail();

const fail = (): never => {
  throw new Error('there is no such event');
};

const timeAt = (log: WholeLog, place: number): number => at(log, place).recordedAt.getTime();

/** The first instant that stands for an event: no later event has an earlier time. */
const reachedAt = (log: WholeLog, place: number): number =>
  Math.min(...log.events.slice(place).map(({ recordedAt }) => recordedAt.getTime()));

const byPlace = (log: WholeLog, low: number, high: number): Window => ({
  ...{ low, high, begin: reachedAt(log, low), end: reachedAt(log, high) },
});

const byTime = (log: WholeLog, low: number, high: number): Window => {
  const [begin, end] = [timeAt(log, low), timeAt(log, high)];
  const upTo = (time: number): number =>
    log.events.findLastIndex(({ recordedAt }) => recordedAt.getTime() <= time);
  return { low: upTo(begin - 1) + 1, high: upTo(end), begin, end };
};

const lanesIn = (
  { log }: Asking,
  kind: 'nodes' | 'groups',
  { window, buckets }: Readonly<{ window: Window; buckets: number }>,
): readonly Json[] => {
  const things = new Things(log.events.slice(0, window.high + 1));
  const gone = [...things.left.values()].filter(
    ({ id }) =>
      things.gone.some((one) => one.kind === kind && one.id === id) &&
      leftAt(log, kind, id) >= window.low,
  );
  return [...things[kind].values(), ...gone].map(({ id, name }) => ({
    ...{ id, name, moreSpans: false, more: false },
    ...{ spans: shownSpans(log, id, window), buckets: bucketsOf(log, id, { window, buckets }) },
    marks: marksOf(log, id, window),
  }));
};

/** The place of the event with which a thing left the directory. */
const leftAt = (log: WholeLog, kind: 'nodes' | 'groups', id: string): number => {
  const [type, field] = { nodes: ['NodeEvicted', 'node'], groups: ['GroupRemoved', 'group'] }[kind];
  return log.events.findIndex((one) => one.event.type === type && dataOf(one)[field ?? ''] === id);
};

const shownSpans = (log: WholeLog, lane: string, { low, high }: Window): readonly Json[] => {
  const edge = (place: number): Json => ({
    position: String(at(log, place).position),
    recordedAt: at(log, place).recordedAt.toISOString(),
  });
  return spansIn(log)
    .filter((span) => span.lane === lane && span.from <= high && span.to >= low)
    .map(({ kind, id, from, to }) => ({
      kind,
      id,
      from: edge(from),
      to: to > high ? null : edge(to),
    }))
    .toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : 1));
};

const eventsIn = (log: WholeLog, lane: string, { low, high }: Window): readonly Recorded[] =>
  log.events.slice(low, high + 1).filter((one) => isInLane(log, one, lane));

const bucketsOf = (
  log: WholeLog,
  lane: string,
  { window, buckets }: Readonly<{ window: Window; buckets: number }>,
): readonly Json[] => {
  const { begin, end } = window;
  const width = end + 1 - begin;
  const count = Math.min(buckets, width);
  const start = (index: number): number => begin + Math.floor((index * width) / count);
  const found = eventsIn(log, lane, window).map((one) => ({
    type: one.event.type,
    time: Math.min(end, Math.max(begin, reachedAt(log, log.events.indexOf(one)))),
  }));
  return Array.from({ length: count }, (_, index) => {
    const own = found.filter(({ time }) => time >= start(index) && time < start(index + 1));
    const types = Map.groupBy(own, ({ type }) => type);
    const counts = Object.fromEntries([...types].map(([type, all]) => [type, all.length]));
    const to = index + 1 === count ? end : start(index + 1);
    return { from: new Date(start(index)).toISOString(), to: new Date(to).toISOString(), counts };
  }).filter(({ counts }) => Object.keys(counts).length > 0);
};

const marksOf = (log: WholeLog, lane: string, window: Window): readonly Json[] => {
  const types = [...Map.groupBy(eventsIn(log, lane, window), ({ event }) => event.type)];
  const rarest = types.toSorted(([a, one], [b, other]) =>
    one.length === other.length ? (a < b ? -1 : 1) : one.length - other.length,
  );
  return rarest.flatMap(([kind, all]) =>
    all.map(({ position }) => ({ position: String(position), kind })),
  );
};
