import { useRef, type PointerEvent, type PointerEventHandler } from 'react';

import { type Scene } from '../canvas/scene.js';
import { type Cursor } from '../cursor/use-cursor.js';
import { snap, type Edge } from '../scale/snap.js';

/** The cursor snaps to an edge that is so near, in pixels. */
const SNAP = 6;
/** A shorter drag is a click. */
const CLICK = 4;

type Handlers = Readonly<{
  onPointerDown: PointerEventHandler<HTMLElement>;
  onPointerMove: PointerEventHandler<HTMLElement>;
  onPointerUp: PointerEventHandler<HTMLElement>;
  onPointerCancel: PointerEventHandler<HTMLElement>;
  onPointerLeave: PointerEventHandler<HTMLElement>;
}>;

type Drag = Readonly<{ isRange: boolean; begin: Edge; x: number }>;

/**
 * Drags on the lanes: the cursor goes along, and snaps to edges unless Alt is held. A drag on the axis,
 * or with Shift, selects a range.
 */
export const usePointer = (scene: Scene, cursor: Cursor, isAxis: boolean): Handlers => {
  const drag = useRef<Drag>(undefined);
  const { store, go } = cursor;
  const end = (event: PointerEvent<HTMLElement>): void => {
    const { current } = drag;
    drag.current = undefined;
    const { x, edge } = placeOf(event, scene);
    if (current?.isRange !== true || Math.abs(x - current.x) > CLICK) return;
    store.set({ selection: undefined });
    go(notAhead(edge, scene));
  };
  return {
    onPointerDown: (event) => {
      if (event.button !== 0 || isOnButton(event)) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const { x, edge } = placeOf(event, scene);
      drag.current = { isRange: isAxis || event.shiftKey, begin: edge, x };
      store.set({ hover: undefined });
      if (!drag.current.isRange) go(notAhead(edge, scene));
    },
    onPointerMove: (event) => {
      const { edge } = placeOf(event, scene);
      if (drag.current !== undefined) drawOut(drag.current, edge, { scene, cursor });
      else if (event.pointerType === 'mouse') store.set({ hover: scene.scale.toX(edge.at) });
    },
    onPointerUp: end,
    onPointerCancel: end,
    onPointerLeave: () => {
      store.set({ hover: undefined });
    },
  };
};

const placeOf = (
  event: PointerEvent<HTMLElement>,
  { scale, edges }: Scene,
): Readonly<{ x: number; edge: Edge }> => {
  const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
  return { x, edge: snap(x, scale, { edges, within: event.altKey ? 0 : SNAP }) };
};

type Ends = Readonly<{ scene: Scene; cursor: Cursor }>;

/** A drag goes on to an edge. */
const drawOut = ({ isRange, begin }: Drag, edge: Edge, { scene, cursor }: Ends): void => {
  if (isRange) cursor.store.set({ selection: between(begin.at, edge.at) });
  else cursor.go(notAhead(edge, scene));
};

const isOnButton = ({ target }: PointerEvent): boolean =>
  target instanceof Element && target.closest('button, a') !== null;

export const between = (one: number, other: number): Readonly<{ from: number; to: number }> => ({
  from: Math.min(one, other),
  to: Math.max(one, other),
});

/** The cursor stays in what has happened: the end of it is now. */
const notAhead = (edge: Edge, { history }: Scene): Edge | undefined => {
  const { to } = history.range;
  if (edge.at < to) return edge;
  return { at: to, position: history.position };
};
