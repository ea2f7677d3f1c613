import { type Pen } from './canvas.js';

export type Box = Readonly<{ x: number; y: number; width: number; height: number }>;

/** Sharp lines lie in the middle of a pixel. */
export const sharp = (place: number): number => Math.round(place) + 0.5;

export const line = (
  pen: Pen,
  from: readonly [number, number],
  to: readonly [number, number],
): void => {
  pen.beginPath();
  pen.moveTo(...from);
  pen.lineTo(...to);
  pen.stroke();
};

const RADIUS = 3;

export const rounded = (pen: Pen, { x, y, width, height }: Box): void => {
  pen.beginPath();
  pen.roundRect(x, y, width, height, Math.min(RADIUS, width / 2));
};

const HATCH = 6;

/** Fills a box with slanting lines. */
export const hatch = (pen: Pen, { x, y, width, height }: Box, color: string): void => {
  pen.save();
  pen.beginPath();
  pen.rect(x, y, width, height);
  pen.clip();
  pen.strokeStyle = color;
  pen.lineWidth = 1;
  pen.beginPath();
  // Lines begin at a multiple of their distance, so that boxes side by side look like one.
  const first = Math.floor((x - height) / HATCH) * HATCH;
  for (let at = first; at < x + width; at += HATCH) {
    pen.moveTo(at, y + height);
    pen.lineTo(at + height, y);
  }
  pen.stroke();
  pen.restore();
};

type Written = Readonly<{ x: number; y: number; most: number }>;

/** Writes a text if there is room for enough of it. @returns true if it was written */
export const write = (pen: Pen, text: string, { x, y, most }: Written): boolean => {
  const LEAST = 20;
  if (most < LEAST) return false;
  const short = shortened(pen, text, most);
  if (short === undefined) return false;
  pen.fillText(short, x, y);
  return true;
};

/** A text, or its begin, that is not wider; undefined if too little of it would be left. */
const shortened = (pen: Pen, text: string, most: number): string | undefined => {
  const LEAST = 4;
  const wide = pen.measureText(text).width;
  if (wide <= most) return text;
  const length = Math.floor((text.length * most) / wide) - 1;
  return length < LEAST ? undefined : `${text.slice(0, length)}…`;
};

let family: string | undefined;

/** The font of the page in a size. */
export const font = (size: number, weight = 400): string => {
  family ??= getComputedStyle(document.body).fontFamily;
  return `${weight} ${size}px ${family}`;
};
