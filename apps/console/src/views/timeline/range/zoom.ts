import { type Busy } from '../scale/activity.js';

/** The shortest range, in milliseconds. */
const SHORTEST = 10;

/** A range within another one, of the same length where that is possible. */
export const within = ({ from, to }: Busy, whole: Busy): Busy => {
  const length = Math.min(to - from, whole.to - whole.from);
  const begin = Math.min(Math.max(from, whole.from), whole.to - length);
  return { from: begin, to: begin + length };
};

type Line = Readonly<{
  range: Busy;
  width: number;
  toTime: (x: number) => number;
}>;

/**
 * The range that a line shows when it is drawn so many times as large around a place, which stays where
 * it is. It follows the line and not the time, so that folded time is passed over.
 */
export const zoomed = ({ range, width, toTime }: Line, factor: number, x: number): Busy => {
  if (factor < 1) {
    // Beyond the edges there is no line yet: time is added on both sides.
    const length = (range.to - range.from) / factor;
    const share = x / width;
    const more = length - (range.to - range.from);
    return {
      from: Math.round(range.from - more * share),
      to: Math.round(range.to + more * (1 - share)),
    };
  }
  const wide = width / factor;
  const left = x - wide * (x / width);
  const [from, to] = [toTime(left), toTime(left + wide)];
  const lack = Math.max(0, SHORTEST - (to - from));
  return { from: from - Math.floor(lack / 2), to: to + Math.ceil(lack / 2) };
};

/** The range a part of its line further; negative for earlier. */
export const panned = ({ range }: Pick<Line, 'range'>, part: number): Busy => {
  const by = Math.round((range.to - range.from) * part);
  return { from: range.from + by, to: range.to + by };
};
