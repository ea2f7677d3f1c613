import { type TimeScale } from '../scale/time-scale.js';
import { type Pen } from './canvas.js';
import { type Colors } from './colors.js';
import { hatch } from './strokes.js';

type Part = Readonly<{ top: number; height: number; colors: Colors }>;

/** Draws folded idle time as strips, so that nobody takes them for time like the rest. */
export const drawFolds = (pen: Pen, { folds }: TimeScale, { top, height, colors }: Part): void => {
  for (const { left, right } of folds) {
    const width = right - left;
    pen.fillStyle = colors.sunken;
    pen.fillRect(left, top, width, height);
    hatch(pen, { x: left, y: top, width, height }, colors.line);
  }
};
