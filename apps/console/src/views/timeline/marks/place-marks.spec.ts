import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { type Mark } from '../lanes/history.js';
import { timeScale } from '../scale/time-scale.js';
import { MARK_KINDS } from './mark-kinds.js';
import { MARK_DISTANCE, chiefOf, placeMarks } from './place-marks.js';

const scale = timeScale({
  range: { from: 0, to: 1000 },
  width: 1000,
  busy: [],
  isIdleFolded: false,
});
const mark = (at: number, kind: Mark['kind'] = 'edit', position = String(at)): Mark => ({
  ...{ at, kind, position },
  text: kind,
});

const marks = fc.array(
  fc.record({ at: fc.integer({ min: -200, max: 1200 }), kind: fc.constantFrom(...MARK_KINDS) }),
);

describe('the places of marks', () => {
  test('are far enough from one another for a finger, and have each mark of the range once', () => {
    fc.assert(
      fc.property(marks, (asked) => {
        const all = asked.map(({ at, kind }, index) => mark(at, kind, String(index)));
        const places = placeMarks(all, scale);
        for (const [index, { x }] of places.entries())
          if (index > 0)
            expect(x - (places[index - 1]?.x ?? 0)).toBeGreaterThanOrEqual(MARK_DISTANCE);
        const placed = places.flatMap((place) => place.marks.map(({ position }) => position));
        const inRange = all.filter(({ at }) => at >= 0 && at <= 1000);
        expect(placed.toSorted()).toEqual(inRange.map(({ position }) => position).toSorted());
      }),
    );
  });

  test('have the gravest of their marks, whose first one the cursor goes to', () => {
    const [place] = placeMarks([mark(100), mark(104, 'lost'), mark(108, 'lost'), mark(110)], scale);
    expect(place?.kind).toBe('lost');
    expect(place?.marks).toHaveLength(4);
    expect(place && chiefOf(place)?.at).toBe(104);
  });

  test('order marks of one instant by their positions, as numbers', () => {
    const [place] = placeMarks([mark(5, 'edit', '10'), mark(5, 'edit', '9')], scale);
    expect(place?.marks.map(({ position }) => position)).toEqual(['9', '10']);
  });
});
