import { duration } from '../../../ui/text/instant.js';
import { axisText } from '../scale/axis-text.js';
import { type Pen } from './canvas.js';
import { type Colors } from './colors.js';
import { drawFolds } from './draw-folds.js';
import { countBadge, glyph } from './glyphs.js';
import { type Scene } from './scene.js';
import { font, line, sharp } from './strokes.js';

/** The heights of the axis, of the moves and of the marks of the cluster. */
export const AXIS_HEIGHT = 24;
export const MOVES_HEIGHT = 30;
export const HEAD_HEIGHT = AXIS_HEIGHT + MOVES_HEIGHT + 26;
export const HEAD_MARKS = AXIS_HEIGHT + MOVES_HEIGHT + 13;

type Look = Readonly<{ colors: Colors; clock: 'local' | 'utc' }>;

/** The distance of labels in pixels. */
const BETWEEN = 110;

/** Draws the axis, the folded times, and what concerns the cluster as a whole. */
export const drawHead = (pen: Pen, scene: Scene, look: Look): void => {
  const { scale, clusterMarks } = scene;
  const { colors } = look;
  pen.textBaseline = 'middle';
  drawFolds(pen, scale, { top: AXIS_HEIGHT, height: HEAD_HEIGHT - AXIS_HEIGHT, colors });
  drawTicks(pen, scene, look);
  drawAhead(pen, scene, colors);
  pen.font = font(9, 600);
  for (const { x, kind, marks } of clusterMarks) {
    glyph(pen, kind, { x, y: HEAD_MARKS, colors });
    if (marks.length > 1) countBadge(pen, marks.length, { x, y: HEAD_MARKS, colors });
  }
};

const drawTicks = (pen: Pen, { scale }: Scene, { colors, clock }: Look): void => {
  pen.font = font(11);
  pen.strokeStyle = colors['line-strong'];
  pen.lineWidth = 1;
  line(pen, [0, sharp(AXIS_HEIGHT) - 1], [scale.width, sharp(AXIS_HEIGHT) - 1]);
  const ticks = scale.ticks(Math.max(2, Math.floor(scale.width / BETWEEN)), clock);
  const folded = scale.folds.map((fold) => ({ ...fold, middle: (fold.left + fold.right) / 2 }));
  let before: number | undefined;
  for (const tick of ticks) {
    const x = scale.toX(tick);
    line(pen, [sharp(x), AXIS_HEIGHT - 5], [sharp(x), AXIS_HEIGHT]);
    pen.fillStyle = colors.muted;
    const text = axisText(tick, before, { clock, range: scale.range });
    if (x + 3 + pen.measureText(text).width > scale.width) continue;
    pen.fillText(text, x + 3, 8);
    before = tick;
  }
  pen.font = font(10, 600);
  pen.textAlign = 'center';
  for (const { from, to, middle, left, right } of folded) {
    pen.fillStyle = colors.surface;
    const text = shortTime(to - from);
    const width = pen.measureText(text).width;
    if (width > right - left + 14) continue;
    pen.fillRect(middle - width / 2 - 1, HEAD_HEIGHT - 15, width + 2, 12);
    pen.fillStyle = colors.muted;
    pen.fillText(text, middle, HEAD_HEIGHT - 9);
  }
  pen.textAlign = 'start';
};

/** The first part of a duration: `3 h 5 min` is `3 h`; days are counted. */
const shortTime = (ms: number): string => {
  const DAY = 86_400_000;
  if (ms >= DAY) return `${Math.round(ms / DAY)} d`;
  const [number = '', unit = ''] = duration(ms).split(' ');
  return `${number.replace(/\.0$/, '')} ${unit}`;
};

/** The time that has not come yet, with what is due in it. */
const drawAhead = (pen: Pen, { history, scale }: Scene, colors: Colors): void => {
  const now = scale.toX(history.range.to);
  if (history.due.length === 0 || now >= scale.width) return;
  pen.fillStyle = colors.sunken;
  pen.globalAlpha = 0.6;
  pen.fillRect(now, AXIS_HEIGHT, scale.width - now, HEAD_HEIGHT - AXIS_HEIGHT);
  pen.globalAlpha = 1;
  pen.strokeStyle = colors.warning;
  pen.lineWidth = 1.5;
  pen.setLineDash([3, 2]);
  for (const { at } of history.due) {
    const x = scale.toX(at);
    pen.beginPath();
    pen.arc(Math.min(x, scale.width - 7), HEAD_MARKS, 5.5, 0, 2 * Math.PI);
    pen.stroke();
  }
  pen.setLineDash([]);
};
