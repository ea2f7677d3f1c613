import { useRef, type PointerEvent } from 'react';

import { type SetRange } from '../range/use-range.js';
import { within } from '../range/zoom.js';
import { type Busy } from '../scale/activity.js';
import { evenScale } from './draw-minimap.js';

type Brush = Readonly<{ whole: Busy; shown: Busy; width: number; onRange: SetRange }>;
type OnPointer = (event: PointerEvent<HTMLElement>) => void;
type Handlers = Readonly<Record<'onPointerDown' | 'onPointerMove' | 'onPointerUp', OnPointer>>;

/** A drag: where it began, and the range that it moves, if it began in it. */
type Drag = Readonly<{ at: number; moved: Busy | undefined }>;

/** A shorter drag is a click, in pixels. */
const CLICK = 3;
/** A click shows this part of the history, with its place in the middle. */
const CLICKED_PART = 0.1;

/** A drag draws the range to show; a drag of the part that is shown moves it. */
export const useBrush = ({ whole, shown, width, onRange }: Brush): Handlers => {
  const drag = useRef<Drag>(undefined);
  const scale = evenScale(whole, width);
  const timeAt = (event: PointerEvent<HTMLElement>): number =>
    scale.toTime(event.clientX - event.currentTarget.getBoundingClientRect().left);
  const isWhole = shown.from <= whole.from && shown.to >= whole.to;
  return {
    onPointerDown: (event) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      const at = timeAt(event);
      const isInside = !isWhole && at >= shown.from && at <= shown.to;
      drag.current = { at, moved: isInside ? shown : undefined };
    },
    onPointerMove: (event) => {
      const { current } = drag;
      if (current?.moved !== undefined)
        onRange(moved(current.moved, timeAt(event) - current.at, whole));
    },
    onPointerUp: (event) => {
      const { current } = drag;
      drag.current = undefined;
      if (current === undefined || current.moved !== undefined) return;
      const at = timeAt(event);
      const isClick = Math.abs(scale.toX(at) - scale.toX(current.at)) <= CLICK;
      if (isClick) onRange(around(at, whole));
      else onRange({ from: Math.min(at, current.at), to: Math.max(at, current.at) });
    },
  };
};

const moved = ({ from, to }: Busy, by: number, whole: Busy): Busy =>
  within({ from: from + by, to: to + by }, whole);

const around = (at: number, whole: Busy): Busy => {
  const half = ((whole.to - whole.from) * CLICKED_PART) / 2;
  return within({ from: at - half, to: at + half }, whole);
};
