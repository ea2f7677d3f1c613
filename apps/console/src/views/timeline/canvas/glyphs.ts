import { type MarkKind } from '../marks/mark-kinds.js';
import { type Pen } from './canvas.js';
import { type Colors } from './colors.js';

type Place = Readonly<{ x: number; y: number }>;
type Path = (pen: Pen, place: Place) => void;

/** The shape of a mark: shapes differ in outline, not only in color. */
type Glyph = Readonly<{ path: Path; color: keyof Colors; isFilled: boolean }>;

const R = 6.5;

const polygon =
  (points: readonly (readonly [number, number])[]): Path =>
  (pen, { x, y }) => {
    points.forEach(([dx, dy], index) => {
      if (index === 0) pen.moveTo(x + dx, y + dy);
      else pen.lineTo(x + dx, y + dy);
    });
    pen.closePath();
  };

const circle =
  (radius: number): Path =>
  (pen, { x, y }) => {
    pen.moveTo(x + radius, y);
    pen.arc(x, y, radius, 0, 2 * Math.PI);
  };

const E = 2.8;
const [W, A] = [R + 0.5, 4.6];
const octagon = polygon([
  ...([
    [-E, -W],
    [E, -W],
    [W, -E],
    [W, E],
  ] as const),
  ...([
    [E, W],
    [-E, W],
    [-W, E],
    [-W, -E],
  ] as const),
]);
const diamond = polygon([
  [0, -W - 1],
  [W + 1, 0],
  [0, W + 1],
  [-W - 1, 0],
]);
const down = polygon([
  [-R, -A],
  [R, -A],
  [0, R],
]);
const up = polygon([
  [-R, A],
  [R, A],
  [0, -R],
]);
const flag = polygon([
  [-4, -W],
  [6, -3.5],
  [-4, 0],
  [-4, W],
  [-5.2, W],
  [-5.2, -W],
]);
const box = polygon([
  [-5.5, -5],
  [5.5, -5],
  [5.5, 5],
  [-5.5, 5],
]);

const GLYPHS: Readonly<Record<MarkKind, Glyph>> = {
  failure: { path: octagon, color: 'critical', isFilled: true },
  clobber: { path: diamond, color: 'critical', isFilled: true },
  lost: { path: diamond, color: 'warning', isFilled: true },
  denied: { path: octagon, color: 'warning', isFilled: false },
  restore: { path: down, color: 'accent', isFilled: true },
  backup: { path: box, color: 'accent', isFilled: true },
  tag: { path: flag, color: 'text', isFilled: true },
  capture: { path: up, color: 'accent', isFilled: false },
  edit: { path: circle(3.6), color: 'muted', isFilled: true },
};

/** The sign within a mark of what went wrong. */
const SIGNS: Readonly<Partial<Record<MarkKind, 'cross' | 'bang' | 'twice'>>> = {
  failure: 'cross',
  clobber: 'twice',
  lost: 'bang',
  denied: 'cross',
};

/** Draws a mark. */
export const glyph = (
  pen: Pen,
  kind: MarkKind,
  { x, y, colors }: Place & Readonly<{ colors: Colors }>,
): void => {
  const { path, color, isFilled } = GLYPHS[kind];
  pen.lineJoin = 'round';
  pen.beginPath();
  path(pen, { x, y });
  pen.fillStyle = isFilled ? colors[color] : colors.surface;
  pen.strokeStyle = colors.surface;
  pen.lineWidth = 3;
  pen.stroke();
  pen.fill();
  if (!isFilled) {
    pen.strokeStyle = colors[color];
    pen.lineWidth = 1.5;
    pen.stroke();
  }
  sign(pen, SIGNS[kind], { x, y, color: isFilled ? colors.surface : colors[color] });
};

type Signed = Place & Readonly<{ color: string }>;

const sign = (
  pen: Pen,
  what: 'cross' | 'bang' | 'twice' | undefined,
  { x, y, color }: Signed,
): void => {
  pen.strokeStyle = color;
  pen.lineWidth = 1.7;
  pen.lineCap = 'round';
  pen.beginPath();
  const stroke = (from: readonly [number, number], to: readonly [number, number]): void => {
    pen.moveTo(x + from[0], y + from[1]);
    pen.lineTo(x + to[0], y + to[1]);
  };
  if (what === 'cross') {
    stroke([-2.4, -2.4], [2.4, 2.4]);
    stroke([2.4, -2.4], [-2.4, 2.4]);
  }
  if (what === 'bang') {
    stroke([0, -3.4], [0, 0.6]);
    stroke([0, 3.2], [0, 3.3]);
  }
  if (what === 'twice') {
    stroke([-1.8, -2.6], [-1.8, 2.6]);
    stroke([1.8, -2.6], [1.8, 2.6]);
  }
  pen.stroke();
};

/** The number of marks that share a place, at the upper right of the mark. */
export const countBadge = (
  pen: Pen,
  count: number,
  { x, y, colors }: Place & Readonly<{ colors: Colors }>,
): void => {
  const text = count > 99 ? '99+' : String(count);
  const width = Math.max(12, 5 + text.length * 5.5);
  pen.fillStyle = colors.surface;
  pen.strokeStyle = colors['line-strong'];
  pen.lineWidth = 1;
  pen.beginPath();
  pen.roundRect(x + 2.5, y - 11.5, width, 11, 5);
  pen.fill();
  pen.stroke();
  pen.fillStyle = colors.text;
  pen.textAlign = 'center';
  pen.fillText(text, x + 2.5 + width / 2, y - 5.5);
  pen.textAlign = 'start';
};
