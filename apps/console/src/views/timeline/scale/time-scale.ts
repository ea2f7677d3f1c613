import { scaleTime, scaleUtc, type ScaleTime } from 'd3-scale';

import { idleIn, type Busy } from './activity.js';

type Clock = 'local' | 'utc';

/** Idle time that is drawn shorter than the rest, from its left to its right edge in pixels. */
export type Fold = Busy & Readonly<{ left: number; right: number }>;

/** Time as a place on a line, and back. Both grow together, and the edges of the range are kept. */
export type TimeScale = Readonly<{
  range: Busy;
  /** The length of the line in pixels. */
  width: number;
  folds: readonly Fold[];
  /** The place of an instant; one outside of the range is at its edge. */
  toX: (instant: number) => number;
  /** The instant at a place, in whole milliseconds. */
  toTime: (x: number) => number;
  /** Instants for the labels of an axis, about so many: round ones on a clock. */
  ticks: (count: number, clock: Clock) => readonly number[];
}>;

/** The width of folded idle time, and the most of the line that all of it takes. */
const FOLD_WIDTH = 26;
const MOST_FOLDED = 0.5;
/** Idle time is folded if it would be so many times as wide. */
const WORTH = 1.6;
/** The part of idle time, and of what happens, that stays beside what happened on each side. */
const [MARGIN_OF_IDLE, MARGIN_OF_BUSY] = [0.12, 0.25];
/** Shorter idle time is never folded, in milliseconds. */
const LEAST_FOLDED = 1000;
/** The least width of a part between two folds. */
const LEAST_WIDTH = 18;

/** The way in which a range becomes a line. */
export type Drawn = Readonly<{
  range: Busy;
  width: number;
  /** The room beside the range on both sides, so that what is at its edge can be seen; 0 by default. */
  inset?: number;
  /** The parts in which something happens. */
  busy: readonly Busy[];
  isIdleFolded: boolean;
}>;

/** A line of time on which long idle time is short. */
export const timeScale = (drawn: Drawn): TimeScale => {
  const { range: asked, width, inset = 0, busy, isIdleFolded } = drawn;
  const range = { from: asked.from, to: Math.max(asked.to, asked.from + 1) };
  const folded = isIdleFolded ? foldedIn(range, width - 2 * inset, busy) : [];
  const { instants, places } = kneesOf(range, width - 2 * inset, folded);
  const shifted = places.map((place) => place + inset);
  const scale = scaleUtc().domain(instants).range(shifted).clamp(true);
  return {
    range,
    width,
    folds: folded.map((fold) => ({ ...fold, left: scale(fold.from), right: scale(fold.to) })),
    toX: (instant) => scale(instant),
    toTime: (x) => Math.round(scale.invert(x).getTime()),
    ticks: (count, clock) => ticksOf(scale, range, { folded, count, clock }),
  };
};

/** The idle times that are worth a fold, the longest first, in the order of time. */
const foldedIn = (range: Busy, width: number, busy: readonly Busy[]): readonly Busy[] => {
  const length = ({ from, to }: Busy): number => to - from;
  const all = idleIn(range, busy);
  const idleTime = all.reduce((sum, part) => sum + length(part), 0);
  const usual = (length(range) - idleTime) / (all.length + 1);
  const idle = all
    .map((part) => within(part, range, usual * MARGIN_OF_BUSY))
    .filter((part) => length(part) >= LEAST_FOLDED)
    .toSorted((one, other) => length(other) - length(one));
  const folded: Busy[] = [];
  let rest = length(range);
  for (const part of idle) {
    const room = width - folded.length * (FOLD_WIDTH + LEAST_WIDTH);
    const isWorth = (length(part) / rest) * room > WORTH * FOLD_WIDTH;
    const isTooMuch = (folded.length + 1) * (FOLD_WIDTH + LEAST_WIDTH) > MOST_FOLDED * width;
    if (!isWorth || isTooMuch) break;
    folded.push(part);
    rest -= length(part);
  }
  return folded.toSorted((one, other) => one.from - other.from);
};

/** Idle time without the margins beside what happened; the edges of the range have none. */
const within = ({ from, to }: Busy, range: Busy, most: number): Busy => {
  const margin = Math.min((to - from) * MARGIN_OF_IDLE, Math.max(1, most));
  return {
    from: Math.ceil(from === range.from ? from : from + margin),
    to: Math.floor(to === range.to ? to : to - margin),
  };
};

type Knees = Readonly<{ instants: number[]; places: number[] }>;

/** The instants between which time passes evenly, and their places. */
const kneesOf = (range: Busy, width: number, folded: readonly Busy[]): Knees => {
  const parts = partsOf(range, folded);
  const open = parts.filter(({ isFold }) => !isFold);
  const time = open.reduce((sum, { from, to }) => sum + to - from, 0);
  const fold = Math.min(FOLD_WIDTH, width / (2 * Math.max(1, folded.length)));
  const room = width - folded.length * fold;
  const least = Math.min(LEAST_WIDTH, room / Math.max(1, 2 * open.length));
  const shared = room - least * open.length;
  const instants = [range.from];
  const places = [0];
  for (const { from, to, isFold } of parts) {
    const wide = isFold ? fold : least + (shared * (to - from)) / time;
    instants.push(to);
    places.push((places.at(-1) ?? 0) + wide);
  }
  places[places.length - 1] = width;
  return { instants, places };
};

type Part = Busy & Readonly<{ isFold: boolean }>;

/** The range in parts: folded ones, and those between them. */
const partsOf = (range: Busy, folded: readonly Busy[]): readonly Part[] => {
  const parts: Part[] = [];
  let end = range.from;
  for (const fold of folded) {
    if (fold.from > end) parts.push({ from: end, to: fold.from, isFold: false });
    parts.push({ ...fold, isFold: true });
    end = fold.to;
  }
  if (end < range.to || parts.length === 0) parts.push({ from: end, to: range.to, isFold: false });
  return parts;
};

/** The least distance of two labels in pixels. */
const LABEL_WIDTH = 82;

type Asked = Readonly<{ folded: readonly Busy[]; count: number; clock: Clock }>;

/**
 * Round instants, as d3 chooses them, for each part that is drawn evenly and is wide enough. A part
 * that has none has its begin.
 */
const ticksOf = (
  scale: ScaleTime<number, number>,
  range: Busy,
  { folded, count, clock }: Asked,
): readonly number[] => {
  const width = scale(range.to);
  const found = partsOf(range, folded)
    .filter(({ isFold }) => !isFold)
    .flatMap(({ from, to }) => {
      const share = Math.floor(((scale(to) - scale(from)) / width) * count);
      const even = clock === 'utc' ? scaleUtc() : scaleTime();
      const round = even.domain([from, to]).ticks(Math.max(1, share));
      return round.length === 0 ? [from] : round.map((date) => date.getTime());
    });
  const kept: number[] = [];
  for (const tick of found) {
    const last = kept.at(-1);
    if (last === undefined || scale(tick) - scale(last) >= LABEL_WIDTH) kept.push(tick);
  }
  return kept;
};
