import { shortInstant } from '../../../ui/text/instant.js';
import { duration } from '../../../ui/text/instant.js';
import { type Pointing } from '../cursor/cursor-store.js';
import { type TimeScale } from '../scale/time-scale.js';
import { type Pen } from './canvas.js';
import { type Colors } from './colors.js';
import { font, line } from './strokes.js';

export type Pointers = Readonly<{
  pointing: Pointing;
  /** The other cursor of a comparison. */
  other: number | undefined;
  scale: TimeScale;
  colors: Colors;
  height: number;
}>;

/** Draws the cursors and the selection over the lanes. */
export const drawPointing = (
  pen: Pen,
  { pointing, other, scale, colors, height }: Pointers,
): void => {
  const { cursor, selection, hover } = pointing;
  if (selection !== undefined) {
    const [left, right] = [scale.toX(selection.from), scale.toX(selection.to)];
    pen.fillStyle = colors.accent;
    pen.globalAlpha = 0.14;
    pen.fillRect(left, 0, right - left, height);
    pen.globalAlpha = 1;
    pen.strokeStyle = colors.accent;
    pen.lineWidth = 1;
    for (const x of [left, right]) line(pen, [x, 0], [x, height]);
  }
  if (hover !== undefined) {
    pen.strokeStyle = colors['line-strong'];
    pen.lineWidth = 1;
    line(pen, [hover, 0], [hover, height]);
  }
  if (other !== undefined)
    upright(pen, scale.toX(other), { height, color: colors.warning, dash: [5, 3] });
  if (cursor !== undefined)
    upright(pen, scale.toX(cursor.at), { height, color: colors.accent, dash: [] });
};

type Look = Readonly<{ height: number; color: string; dash: number[] }>;

const upright = (pen: Pen, x: number, { height, color, dash }: Look): void => {
  pen.strokeStyle = color;
  pen.lineWidth = 2;
  pen.setLineDash(dash);
  line(pen, [x, 0], [x, height]);
  pen.setLineDash([]);
};

type Labels = Pointers & Readonly<{ clock: 'local' | 'utc' }>;

/** Draws the cursors with their times, on the axis. */
export const drawLabels = (pen: Pen, pointers: Labels): void => {
  drawPointing(pen, pointers);
  const { pointing, other, scale, colors, clock } = pointers;
  const said = (at: number): string => timeText(at, scale, clock);
  if (pointing.selection !== undefined) {
    const { from, to } = pointing.selection;
    const middle = (scale.toX(from) + scale.toX(to)) / 2;
    flag(pen, {
      text: duration(to - from),
      x: middle,
      width: scale.width,
      color: colors.text,
      ink: colors.surface,
    });
  }
  if (other !== undefined)
    flag(pen, {
      text: said(other),
      x: scale.toX(other),
      width: scale.width,
      color: colors.warning,
      ink: colors.surface,
    });
  if (pointing.cursor !== undefined)
    flag(pen, {
      text: said(pointing.cursor.at),
      x: scale.toX(pointing.cursor.at),
      width: scale.width,
      color: colors.accent,
      ink: colors.surface,
    });
};

const MINUTE = 60_000;

/** A time, with its milliseconds where the line shows a short time. */
const timeText = (at: number, { range }: TimeScale, clock: 'local' | 'utc'): string => {
  const text = shortInstant(new Date(at), clock, new Date(range.to));
  const isShort = range.to - range.from < 60 * MINUTE;
  return isShort ? text.replace(/(\d\d)(Z?)$/, `$1.${String(at % 1000).padStart(3, '0')}$2`) : text;
};

type Flag = Readonly<{ text: string; x: number; width: number; color: string; ink: string }>;

const FLAG = 18;

const flag = (pen: Pen, { text, x, width, color, ink }: Flag): void => {
  pen.font = font(11, 600);
  const wide = pen.measureText(text).width + 12;
  const left = Math.min(Math.max(0, x - wide / 2), width - wide);
  pen.fillStyle = color;
  pen.beginPath();
  pen.roundRect(left, 2, wide, FLAG, 4);
  pen.fill();
  pen.fillStyle = ink;
  pen.textBaseline = 'middle';
  pen.fillText(text, left + 6, 2 + FLAG / 2 + 0.5);
};
