import { useLayoutEffect, useState } from 'react';

type Size = Readonly<{ width: number; height: number }>;

/** The size of an element within its edges, in whole pixels; 0 until it is known. */
export const useSize = (element: HTMLElement | null): Size => {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = element;
      setSize((known) =>
        known.width === width && known.height === height ? known : { width, height },
      );
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [element]);
  return size;
};
