import { useLayoutEffect, useRef, type RefObject } from 'react';

type Place = Readonly<{ row: Element; top: number }>;

/**
 * Keeps a row of a list where it is on the screen while rows are added before it or taken away.
 *
 * @param data what the list shows; the place is kept when it changes
 * @returns a function that holds the first or the last row until then
 */
export const useHeldPlace = (
  list: RefObject<HTMLElement | null>,
  data: unknown,
): ((which: 'first' | 'last') => void) => {
  const held = useRef<Place>(undefined);
  useLayoutEffect(() => {
    const place = held.current;
    held.current = undefined;
    if (place?.row.isConnected !== true) return;
    window.scrollBy({
      top: place.row.getBoundingClientRect().top - place.top,
      behavior: 'instant',
    });
  }, [data]);
  return (which) => {
    const rows = list.current?.children;
    const row = which === 'first' ? rows?.[0] : rows?.[rows.length - 1];
    held.current = row === undefined ? undefined : { row, top: row.getBoundingClientRect().top };
  };
};
