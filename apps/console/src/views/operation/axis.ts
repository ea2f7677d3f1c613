import { type Schemas } from '../../api/client.js';

type Report = Pick<Schemas['OperationReport'], 'startedAt' | 'endedAt'>;
type Step = Pick<Schemas['OperationReport']['steps'][number], 'startedAt' | 'endedAt'>;

/** The time of an operation as a line: its begin and its length, in milliseconds. */
export type Axis = Readonly<{ begin: number; length: number }>;

/** The place of a step on the line, in percent of its length. */
export type Bar = Readonly<{ left: number; width: number }>;

const HUNDRED = 100;

const instant = (text: string): number => new Date(text).getTime();

/**
 * The line that has an operation and all its steps.
 *
 * @param now the end of what has not ended, in milliseconds
 */
export const axisOf = (operation: Report, steps: readonly Step[], now: number): Axis => {
  const all = [operation, ...steps];
  // A clock that was set back must not make a line of negative length.
  const begin = all.reduce((first, { startedAt }) => Math.min(first, instant(startedAt)), Infinity);
  const end = all.reduce(
    (last, { startedAt, endedAt }) =>
      Math.max(last, instant(startedAt), endedAt === null ? now : instant(endedAt)),
    begin,
  );
  return { begin, length: end - begin };
};

/** The place of a step on the line; all of it where the operation took no time. */
export const barOf = ({ startedAt, endedAt }: Step, axis: Axis, now: number): Bar => {
  if (axis.length <= 0) return { left: 0, width: HUNDRED };
  const begin = instant(startedAt);
  const end = Math.max(begin, endedAt === null ? now : instant(endedAt));
  return {
    left: ((begin - axis.begin) / axis.length) * HUNDRED,
    width: ((end - begin) / axis.length) * HUNDRED,
  };
};
