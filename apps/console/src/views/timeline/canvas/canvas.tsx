import { useLayoutEffect, useRef, type ReactNode } from 'react';

import styles from '../timeline.module.css';

export type Pen = CanvasRenderingContext2D;
/** Draws a picture, in pixels of the page. */
export type Draw = (pen: Pen) => void;
/** Calls back whenever the picture may have changed, until the returned function is called. */
export type Watch = (changed: () => void) => () => void;

type Props = Readonly<{
  width: number;
  height: number;
  /** Another function is another picture. */
  draw: Draw;
  watch?: Watch;
  /** The picture in words; without it, readers of the screen pass over the picture. */
  label?: string;
}>;

/** A picture that is drawn when it has changed, at most once a frame. */
export const Canvas = ({ width, height, draw, watch, label }: Props): ReactNode => {
  const ref = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const canvas = ref.current;
    if (canvas === null) return undefined;
    let frame = 0;
    const paint = (): void => {
      frame = 0;
      paintOn(canvas, { width, height, draw });
    };
    paint();
    const end = watch?.(() => {
      if (frame === 0) frame = requestAnimationFrame(paint);
    });
    return () => {
      cancelAnimationFrame(frame);
      end?.();
    };
  }, [width, height, draw, watch]);
  return (
    <canvas
      ref={ref}
      className={styles.canvas}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    />
  );
};

type Picture = Pick<Props, 'width' | 'height' | 'draw'>;

/** Paints with as many pixels as the screen has; a new size clears the canvas, so it is kept. */
const paintOn = (canvas: HTMLCanvasElement, { width, height, draw }: Picture): void => {
  const pen = canvas.getContext('2d');
  if (pen === null) return;
  const density = window.devicePixelRatio;
  const [wide, high] = [Math.round(width * density), Math.round(height * density)];
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  pen.setTransform(density, 0, 0, density, 0, 0);
  pen.clearRect(0, 0, width, height);
  draw(pen);
};
