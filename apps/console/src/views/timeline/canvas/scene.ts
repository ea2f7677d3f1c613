import { type History } from '../lanes/history.js';
import { placeMarks, type PlacedMark } from '../marks/place-marks.js';
import { joined, type Busy } from '../scale/activity.js';
import { edgesIn, type Edge } from '../scale/snap.js';
import { timeScale, type TimeScale } from '../scale/time-scale.js';
import { boxesOf, type LaneBox } from './layout.js';

/** All that is drawn, in pixels; the same for the canvas, the marks on it, and the pointer. */
export type Scene = Readonly<{
  history: History;
  scale: TimeScale;
  boxes: readonly LaneBox[];
  /** The marks by the ids of their lanes. */
  placed: ReadonlyMap<string, readonly PlacedMark[]>;
  /** The marks of the cluster as a whole. */
  clusterMarks: readonly PlacedMark[];
  /** The instants to which the cursor snaps, in order. */
  edges: readonly Edge[];
}>;

export type View = Readonly<{
  range: Busy;
  width: number;
  pins: readonly string[];
  isIdleFolded: boolean;
}>;

/** Half a mark. */
const INSET = 12;

/** A timeline as it is drawn. */
export const sceneOf = (history: History, { range, width, pins, isIdleFolded }: View): Scene => {
  const ahead = history.due.reduce((last, { at }) => Math.max(last, at), range.to);
  const whole = range.to >= history.range.to ? { from: range.from, to: ahead } : range;
  const scale = timeScale({
    range: whole,
    width,
    inset: INSET,
    busy: busyIn(history),
    isIdleFolded,
  });
  const placed = history.lanes.map(({ id, marks }) => [id, placeMarks(marks, scale)] as const);
  return {
    history,
    scale,
    boxes: boxesOf(history.lanes, pins),
    placed: new Map(placed),
    clusterMarks: placeMarks(history.marks, scale),
    edges: edgesIn(history),
  };
};

/**
 * The time in which something happens: the instants that are known, and those buckets that have more
 * events than are known.
 */
const busyIn = (history: History): readonly Busy[] => {
  const point = (at: number): Busy => ({ from: at, to: at });
  const parts = history.lanes.flatMap(({ states, bars, marks, buckets, isPartial }) => [
    ...[...states, ...bars].flatMap(({ from, to }) => [point(from), point(to)]),
    ...bars.flatMap((bar) => bar.states.map(({ from }) => point(from))),
    ...marks.map(({ at }) => point(at)),
    ...(isPartial ? buckets : []),
  ]);
  const ends = [history.range.to, ...history.due.map(({ at }) => at)].map(point);
  const wide = history.failovers.map(({ from, to }) => ({ from, to }));
  return joined([...parts, ...wide, ...history.marks.map(({ at }) => point(at)), ...ends]);
};
