import { type Mark } from '../lanes/history.js';
import { type TimeScale } from '../scale/time-scale.js';
import { gravity, type MarkKind } from './mark-kinds.js';

/** Marks at a place: one, or several that have no room of their own. */
export type PlacedMark = Readonly<{
  x: number;
  kind: MarkKind;
  /** In the order of the log. */
  marks: readonly Mark[];
}>;

/** The least distance of two marks: each has a place for a finger. */
export const MARK_DISTANCE = 24;

/** The marks of a lane on a line, in the order of time; those that are too near share a place. */
export const placeMarks = (marks: readonly Mark[], scale: TimeScale): readonly PlacedMark[] => {
  const { from, to } = scale.range;
  const places: { x: number; marks: Mark[] }[] = [];
  const shown = marks.filter(({ at }) => at >= from && at <= to);
  for (const mark of shown.toSorted(inOrder)) {
    const x = scale.toX(mark.at);
    const last = places.at(-1);
    if (last !== undefined && x - last.x < MARK_DISTANCE) last.marks.push(mark);
    else places.push({ x, marks: [mark] });
  }
  return places.map(({ x, marks: own }) => ({ x, marks: own, kind: gravest(own) }));
};

export const inOrder = (one: Mark, other: Mark): number =>
  one.at - other.at || Number(one.position) - Number(other.position);

const gravest = (marks: readonly Mark[]): MarkKind =>
  marks.map(({ kind }) => kind).reduce((a, b) => (gravity(b) < gravity(a) ? b : a));

/** The mark of a place that the cursor goes to: the first of the gravest. */
export const chiefOf = ({ marks, kind }: PlacedMark): Mark | undefined =>
  marks.find((mark) => mark.kind === kind);
