import { useNavigate } from '@tanstack/react-router';
import { useCallback, useMemo, useRef } from 'react';

import { type Scene } from './canvas/scene.js';
import { type Place } from './cursor/cursor-store.js';
import { type Cursor } from './cursor/use-cursor.js';
import { usePlay, useStepping } from './cursor/use-stepping.js';
import { useTimelineKeys } from './cursor/use-timeline-keys.js';
import { between } from './frame/use-pointer.js';
import { type SetRange } from './range/use-range.js';
import { zoomed } from './range/zoom.js';
import { type TimelineSearch } from './timeline-search.js';

const FACTOR = 2;

/** The tools of the timeline; each has a button and a key. */
export type Tools = Readonly<{
  eventBefore: () => void;
  eventAfter: () => void;
  failoverBefore: () => void;
  failoverAfter: () => void;
  isPlaying: boolean;
  play: () => void;
  live: () => void;
  zoomIn: () => void;
  zoomOut: () => void;
  fit: () => void;
  zoomToSelection: () => void;
  compare: () => void;
}>;

/** The tools, and their keys. */
export const useTools = (scene: Scene, cursor: Cursor, onRange: SetRange): Tools => {
  const moving = useMoving(scene, cursor, onRange);
  const zooming = useZooming(scene, cursor, onRange);
  const ways = useWays(cursor);
  const { startSelection, ...tools } = { ...moving, ...zooming, ...ways };
  useTimelineKeys({
    ArrowLeft: tools.eventBefore,
    ArrowRight: tools.eventAfter,
    'Shift+ArrowLeft': tools.failoverBefore,
    'Shift+ArrowRight': tools.failoverAfter,
    '+': tools.zoomIn,
    '-': tools.zoomOut,
    '0': tools.fit,
    z: tools.zoomToSelection,
    s: startSelection,
    p: tools.play,
    l: tools.live,
    c: tools.compare,
  });
  return tools;
};

type Moving = Pick<
  Tools,
  'eventBefore' | 'eventAfter' | 'failoverBefore' | 'failoverAfter' | 'isPlaying' | 'play'
> &
  Readonly<{ startSelection: () => void }>;

/** Steps of the cursor; where one leads out of sight, the range goes along. */
const useMoving = (scene: Scene, cursor: Cursor, onRange: SetRange): Moving => {
  const { store } = cursor;
  const { range } = scene.scale;
  const begin = useRef<number>(undefined);
  const now = useMemo<Place>(
    () => ({ at: scene.history.range.to, position: scene.history.position }),
    [scene],
  );
  const onArrive = useCallback(
    (at: number) => {
      if (begin.current !== undefined) store.set({ selection: between(begin.current, at) });
      if (at >= range.from && at <= range.to) return;
      const half = (range.to - range.from) / 2;
      onRange({ from: at - half, to: at + half });
    },
    [store, range, onRange],
  );
  const take = useStepping(cursor, { now, onArrive });
  const { isPlaying, toggle } = usePlay(take);
  return {
    eventBefore: () => void take('event', -1),
    eventAfter: () => void take('event', 1),
    failoverBefore: () => void take('failover', -1),
    failoverAfter: () => void take('failover', 1),
    isPlaying,
    play: toggle,
    startSelection: () => {
      const isBegun = begin.current !== undefined;
      begin.current = isBegun ? undefined : (store.read().cursor ?? now).at;
      if (!isBegun) store.set({ selection: between(begin.current ?? 0, begin.current ?? 0) });
    },
  };
};

type Zooming = Pick<Tools, 'zoomIn' | 'zoomOut' | 'fit' | 'zoomToSelection'>;

/** Zooms around the cursor, or around the middle where it is out of sight. */
const useZooming = ({ scale }: Scene, { store }: Cursor, onRange: SetRange): Zooming => {
  const zoom = (factor: number) => () => {
    const at = store.read().cursor?.at;
    const isSeen = at !== undefined && at >= scale.range.from && at <= scale.range.to;
    onRange(zoomed(scale, factor, isSeen ? scale.toX(at) : scale.width / 2));
  };
  return {
    zoomIn: zoom(FACTOR),
    zoomOut: zoom(1 / FACTOR),
    fit: () => {
      onRange(undefined);
    },
    zoomToSelection: () => {
      const { selection } = store.read();
      if (selection === undefined || selection.to <= selection.from) return;
      store.set({ selection: undefined });
      onRange(selection);
    },
  };
};

/** The ways to now, and to a comparison with where the cursor is. */
const useWays = ({ store }: Cursor): Pick<Tools, 'live' | 'compare'> => {
  const navigate = useNavigate();
  const change = (search: TimelineSearch & Readonly<{ at?: string | undefined }>): void =>
    void navigate({
      to: '.',
      search: (all: TimelineSearch) => ({ ...all, ...search }),
      replace: true,
      resetScroll: false,
    });
  return {
    live: () => {
      store.set({ cursor: undefined, selection: undefined });
      change({ at: undefined, to: undefined });
    },
    compare: () => {
      const { cursor } = store.read();
      if (cursor === undefined) return;
      change({ with: cursor.position ?? new Date(cursor.at).toISOString() });
    },
  };
};
