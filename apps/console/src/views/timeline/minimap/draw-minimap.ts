import { scaleLinear } from 'd3-scale';

import { type Pen } from '../canvas/canvas.js';
import { type Colors } from '../canvas/colors.js';
import { line, sharp } from '../canvas/strokes.js';
import { type Busy } from '../scale/activity.js';
import { type WholeHistory } from './whole-history.js';

type Even = Readonly<{ toX: (at: number) => number; toTime: (x: number) => number }>;

/** Time as it passes, from edge to edge. */
export const evenScale = ({ from, to }: Busy, width: number): Even => {
  const scale = scaleLinear()
    .domain([from, Math.max(to, from + 1)])
    .range([0, width])
    .clamp(true);
  return { toX: (at) => scale(at), toTime: (x) => Math.round(scale.invert(x)) };
};

type Look = Readonly<{
  whole: WholeHistory;
  shown: Busy;
  width: number;
  height: number;
  colors: Colors;
  cursor: number | undefined;
}>;

/** Draws the numbers of events of all lanes, the failures, and the part that is shown. */
export const drawMinimap = (pen: Pen, look: Look): void => {
  const { whole, shown, width, height, colors, cursor } = look;
  const { toX } = evenScale(whole.range, width);
  const most = whole.buckets.reduce((max, { count }) => Math.max(max, count), 1);
  for (const { from, to, count, failures } of whole.buckets) {
    const x = toX(from);
    const high = 3 + (height - 12) * (Math.log1p(count) / Math.log1p(most));
    pen.fillStyle = colors['line-strong'];
    pen.globalAlpha = 0.55;
    pen.fillRect(x, height - high, Math.max(1.5, toX(to) - x - 0.5), high);
    pen.globalAlpha = 1;
    if (failures === 0) continue;
    pen.fillStyle = colors.critical;
    pen.fillRect(x, height - high - 4, Math.max(3, toX(to) - x), 4);
  }
  const [left, right] = [toX(shown.from), toX(shown.to)];
  pen.fillStyle = colors.ground;
  pen.globalAlpha = 0.7;
  pen.fillRect(0, 0, left, height);
  pen.fillRect(right, 0, width - right, height);
  pen.globalAlpha = 1;
  pen.strokeStyle = colors.accent;
  pen.lineWidth = 1.5;
  pen.strokeRect(left + 0.75, 0.75, Math.max(3, right - left - 1.5), height - 1.5);
  if (cursor === undefined) return;
  pen.lineWidth = 1;
  line(pen, [sharp(toX(cursor)), 0], [sharp(toX(cursor)), height]);
};
