import { type Lane } from '../lanes/history.js';

/** The places of the parts of a lane, in pixels from the top of all lanes. */
export type LaneBox = Readonly<{
  lane: Lane;
  isPinned: boolean;
  top: number;
  height: number;
  barsTop: number;
  /** The height of a row of bars with the room below it. */
  rowHeight: number;
  /** The rows that are shown; bars of further ones share the last. */
  rows: number;
  marksMiddle: number;
  activityBottom: number;
}>;

/** Lanes are drawn narrower if there are more. */
const MANY = 10;
const PAD = 6;
/** A mark has the size that a finger needs. */
export const MARK_SIZE = 24;
const ACTIVITY = 9;

type Sizes = Readonly<{ row: number; mostRows: number }>;
const WIDE: Sizes = { row: 22, mostRows: 5 };
const NARROW: Sizes = { row: 14, mostRows: 2 };

/** The lanes from top to bottom, the pinned ones first. */
export const boxesOf = (lanes: readonly Lane[], pins: readonly string[]): readonly LaneBox[] => {
  const { row, mostRows } = lanes.length > MANY ? NARROW : WIDE;
  const rank = ({ name }: Lane): number => (pins.includes(name) ? pins.indexOf(name) : pins.length);
  let top = 0;
  return lanes
    .toSorted((one, other) => rank(one) - rank(other))
    .map((lane) => {
      const rows = Math.max(1, Math.min(lane.rows, mostRows));
      const barsTop = top + PAD;
      const marksTop = barsTop + rows * row;
      const height = PAD + rows * row + MARK_SIZE + ACTIVITY + 2;
      const box = {
        ...{ lane, top, height, barsTop, rows, rowHeight: row },
        isPinned: pins.includes(lane.name),
        marksMiddle: marksTop + MARK_SIZE / 2,
        activityBottom: top + height - 1,
      };
      top += height;
      return box;
    });
};

/** The height of all lanes. */
export const heightOf = (boxes: readonly LaneBox[]): number => {
  const last = boxes.at(-1);
  return last === undefined ? 0 : last.top + last.height;
};
