import { type History } from '../lanes/history.js';
import { MARK_WORDS, type MarkKind } from '../marks/mark-kinds.js';

const counted = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? '' : 's'}`;

/** The kinds that a summary counts. */
const TOLD: readonly MarkKind[] = ['failure', 'clobber', 'lost', 'restore', 'capture'];

/** The picture in a sentence: `2 lanes, 3 moves of which 1 failover, 1 failure, 1 lost write`. */
export const summaryOf = ({ lanes, failovers }: History): string => {
  const marks = lanes.flatMap((lane) => lane.marks);
  const unplanned = failovers.filter(({ isFailover }) => isFailover).length;
  const kinds = TOLD.flatMap((kind) => {
    const number = new Set(
      marks.filter((mark) => mark.kind === kind).map(({ position }) => position),
    ).size;
    return number === 0 ? [] : [counted(number, MARK_WORDS[kind].toLowerCase())];
  });
  return [
    counted(lanes.length, 'lane'),
    `${counted(failovers.length, 'move')}${unplanned === 0 ? '' : `, ${unplanned} of them after a failure`}`,
    ...kinds,
  ].join(', ');
};
