import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';

import { instantOf } from '../lanes/history.js';
import { findEvent, type StepKind, type Way } from './find-event.js';
import { type Place } from './cursor-store.js';
import { type Cursor } from './use-cursor.js';

/** Takes a step; resolves with false where there is none. */
export type TakeStep = (kind: StepKind, way: Way) => Promise<boolean>;

type Ends = Readonly<{
  /** The place of the cursor while the page shows now. */
  now: Place;
  /** Called with the instant to which a step led. */
  onArrive: (at: number) => void;
}>;

/** Steps of the cursor, one after the other: a step that is asked for during another one comes after it. */
export const useStepping = ({ store, go }: Cursor, { now, onArrive }: Ends): TakeStep => {
  const queries = useQueryClient();
  const before = useRef<Promise<unknown>>(Promise.resolve());
  return useCallback(
    (kind, way) => {
      const step = async (): Promise<boolean> => {
        const from = store.read().cursor ?? now;
        const event = await findEvent(queries, { from, kind, way }).catch(() => undefined);
        if (event === undefined) return false;
        const at = instantOf(event.recordedAt);
        go({ at, position: event.position });
        onArrive(at);
        return true;
      };
      const taken = before.current.then(step);
      before.current = taken;
      return taken;
    },
    [queries, store, go, now, onArrive],
  );
};

const PACE_MS = 700;

type Play = Readonly<{ isPlaying: boolean; toggle: () => void }>;

/** Goes on from event to event at a steady pace, up to the last one. */
export const usePlay = (take: TakeStep): Play => {
  const [isPlaying, setIsPlaying] = useState(false);
  useEffect(() => {
    if (!isPlaying) return undefined;
    const timer = setInterval(() => {
      void take('event', 1).then((isTaken) => {
        if (!isTaken) setIsPlaying(false);
      });
    }, PACE_MS);
    return () => {
      clearInterval(timer);
    };
  }, [isPlaying, take]);
  return {
    isPlaying,
    toggle: () => {
      setIsPlaying((was) => !was);
    },
  };
};
