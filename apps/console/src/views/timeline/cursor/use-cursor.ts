import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';

import { useAt, type AtQuery } from '../../../moment/use-at.js';
import { useMoment } from '../../../moment/use-moment.js';
import { instantOf } from '../lanes/history.js';
import { instantIn } from '../timeline-search.js';
import { CursorStore, type Place } from './cursor-store.js';

/** The page follows when the cursor has been at rest for so long. */
const REST_MS = 100;

export type Cursor = Readonly<{
  store: CursorStore;
  /** False while the first moment of the URL is on its way, so that no tool works around another place. */
  isPlaced: boolean;
  /** Puts the cursor somewhere; undefined for now. The page follows once it rests. */
  go: (place: Place | undefined) => void;
}>;

/** The cursor of the timeline: it is `at` of the URL, and ahead of it while it moves. */
export const useCursor = (): Cursor => {
  const [store] = useState(() => new CursorStore());
  const navigate = useNavigate();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { isKnown, isRefused, at, position } = useUrlPlace();
  const [isPlaced, setPlaced] = useState(false);
  if (!isPlaced && (isKnown || isRefused)) setPlaced(true);
  useEffect(() => {
    // The moment of the URL holds unless the cursor has gone on since.
    if (!isKnown || timer.current !== undefined) return;
    const place = { ...(position !== undefined && { position }) };
    store.set({ cursor: at === undefined ? undefined : { at, ...place } });
  }, [store, isKnown, at, position]);
  const go = useCallback(
    (place: Place | undefined) => {
      store.set({ cursor: place });
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        timer.current = undefined;
        const at = place?.position ?? (place && new Date(place.at).toISOString());
        void navigate({
          to: '.',
          search: (search: AtQuery) => ({ ...search, at }),
          replace: true,
          resetScroll: false,
        });
      }, REST_MS);
    },
    [store, navigate],
  );
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );
  return { store, isPlaced, go };
};

type UrlPlace = Readonly<{
  /** False while the moment of the URL is not resolved. */
  isKnown: boolean;
  /** True if the moment of the URL does not exist. */
  isRefused: boolean;
  /** Undefined for now. */
  at: number | undefined;
  position: string | undefined;
}>;

/** The place that the URL names. */
const useUrlPlace = (): UrlPlace => {
  const { at } = useAt();
  const { data, isPending } = useMoment();
  const known = { isKnown: true, isRefused: false, at: undefined, position: undefined };
  if (at === undefined) return known;
  const instant = instantIn(at);
  if (instant !== undefined) return { ...known, at: instant };
  if (data?.recordedAt === undefined) return { ...known, isKnown: false, isRefused: !isPending };
  return { ...known, at: instantOf(data.recordedAt), position: data.position };
};
