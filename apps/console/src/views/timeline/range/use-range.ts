import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';

import { type Busy } from '../scale/activity.js';
import { type TimelineSearch } from '../timeline-search.js';
import { within } from './zoom.js';

/** Shows another range; undefined for all of it. It stands in the URL. */
export type SetRange = (range: Busy | undefined) => void;

/** The way to another range, which stays within the whole history. */
export const useSetRange = (whole: Busy | undefined): SetRange => {
  const navigate = useNavigate();
  const { from: begin, to: end } = whole ?? {};
  return useCallback(
    (range) => {
      const edges =
        range === undefined || begin === undefined || end === undefined
          ? { from: undefined, to: undefined }
          : edgesOf(within(range, { from: begin, to: end }), { from: begin, to: end });
      void navigate({
        to: '.',
        search: (search: TimelineSearch) => ({ ...search, ...edges }),
        replace: true,
        resetScroll: false,
      });
    },
    [navigate, begin, end],
  );
};

/** The edges of a range; one that is an edge of the whole is left open, so that it stays that. */
const edgesOf = (range: Busy, whole: Busy): Pick<TimelineSearch, 'from' | 'to'> => ({
  from: range.from <= whole.from ? undefined : new Date(range.from).toISOString(),
  to: range.to >= whole.to ? undefined : new Date(range.to).toISOString(),
});
