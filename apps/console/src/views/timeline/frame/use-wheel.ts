import { useEffect, useRef } from 'react';

import { type Scene } from '../canvas/scene.js';
import { panned, zoomed } from '../range/zoom.js';
import { type SetRange } from '../range/use-range.js';

/** A wheel turns faster than questions are answered: what it does is taken together. */
const TOGETHER_MS = 80;
const ZOOM = 0.002;

/**
 * Ctrl and the wheel zoom around the pointer; a wheel to the side moves the range. Any other turn scrolls
 * the page.
 */
export const useWheel = (element: HTMLElement | null, scene: Scene, onRange: SetRange): void => {
  const turned = useRef({ zoom: 0, pan: 0, x: 0 });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const take = (): void => {
      timer = undefined;
      const { zoom, pan, x } = turned.current;
      turned.current = { zoom: 0, pan: 0, x };
      if (zoom !== 0) onRange(zoomed(scene.scale, Math.exp(-zoom * ZOOM), x));
      else if (pan !== 0) onRange(panned(scene.scale, pan / scene.scale.width));
    };
    const onWheel = (event: WheelEvent): void => {
      const isZoom = event.ctrlKey || event.metaKey;
      if (!isZoom && Math.abs(event.deltaX) <= Math.abs(event.deltaY)) return;
      event.preventDefault();
      const { current } = turned;
      current.x = event.clientX - (element?.getBoundingClientRect().left ?? 0);
      if (isZoom) current.zoom += event.deltaY;
      else current.pan += event.deltaX;
      timer ??= setTimeout(take, TOGETHER_MS);
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      clearTimeout(timer);
      element?.removeEventListener('wheel', onWheel);
    };
  }, [element, scene, onRange]);
};
