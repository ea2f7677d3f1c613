import { type Busy } from './activity.js';

type Clock = 'local' | 'utc';

const SECOND = 1000;
const DAY = 86_400_000;

/** The parts of an instant on a clock. */
const partsOf = (instant: number, clock: Clock): readonly [day: string, time: string] => {
  const offset = clock === 'utc' ? 0 : new Date(instant).getTimezoneOffset() * 60 * SECOND;
  const [day = '', time = ''] = new Date(instant - offset).toISOString().split('T');
  return [day, time];
};

type Axis = Readonly<{ clock: Clock; range: Busy }>;

/**
 * The label of an instant on an axis: the day where it is another one than that of the label before,
 * and as much of the time as the instant has.
 *
 * @param before the instant of the label before
 */
export const axisText = (instant: number, before: number | undefined, axis: Axis): string => {
  const [day, time] = partsOf(instant, axis.clock);
  const shownDay =
    before === undefined ? partsOf(axis.range.from, axis.clock)[0] : partsOf(before, axis.clock)[0];
  const isLong = axis.range.to - axis.range.from >= DAY;
  if (isLong && (before === undefined || day !== shownDay))
    return time.startsWith('00:00:00') ? day : `${day.slice(5)} ${time.slice(0, 5)}`;
  const ms = instant % SECOND;
  if (ms !== 0) return time.slice(0, 12);
  return time.endsWith('00.000Z') ? time.slice(0, 5) : time.slice(0, 8);
};
