import { type Failover } from '../lanes/history.js';
import { type TimeScale } from '../scale/time-scale.js';

/** Moves at a place: one, or several that have no room of their own. */
export type PlacedFailovers = Readonly<{
  /** The gravest: a failover, then the one that lost most, then the first. */
  chief: Failover;
  x: number;
  /** The room up to the next place, in pixels. */
  room: number;
  count: number;
  lost: number;
  isFailover: boolean;
}>;

const DISTANCE = 30;
const MOST_ROOM = 340;
const GAP = 4;

/** The moves of a line, in the order of time. */
export const placeFailovers = (
  failovers: readonly Failover[],
  scale: TimeScale,
): readonly PlacedFailovers[] => {
  const places: { x: number; all: Failover[] }[] = [];
  const { from, to } = scale.range;
  const shown = failovers.filter((one) => one.to >= from && one.from <= to);
  for (const failover of shown.toSorted((one, other) => one.from - other.from)) {
    const x = Math.min(scale.toX(failover.from), scale.width - DISTANCE);
    const last = places.at(-1);
    if (last !== undefined && x - last.x < DISTANCE) last.all.push(failover);
    else places.push({ x, all: [failover] });
  }
  return places.flatMap(({ x, all }, index) => {
    const chief = chiefOf(all);
    if (chief === undefined) return [];
    const end = (places[index + 1]?.x ?? scale.width) - GAP;
    return {
      ...{ chief, x, count: all.length },
      room: Math.min(MOST_ROOM, end - x),
      lost: all.reduce((sum, { lost }) => sum + lost, 0),
      isFailover: all.some(({ isFailover }) => isFailover),
    };
  });
};

const chiefOf = (all: readonly Failover[]): Failover | undefined =>
  all.toSorted(
    (one, other) => Number(other.isFailover) - Number(one.isFailover) || other.lost - one.lost,
  )[0];
