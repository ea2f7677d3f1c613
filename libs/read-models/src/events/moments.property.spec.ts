import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { ReadDatabase } from '../file/database.js';
import { Moments } from './moments.js';

const LAST_INSTANT = 12;

type Event = Readonly<{ at: number; ends: boolean }>;

const eventsOf = fc.array(fc.record({ at: fc.nat(LAST_INSTANT), ends: fc.boolean() }), {
  maxLength: 40,
});

/** Notes events, some of which end a transaction, with one restart in between. */
const noted = (events: readonly Event[], restart: number): Moments => {
  const db = new ReadDatabase(':memory:');
  let last: { at: number; position: number } | undefined;
  let moments = new Moments(db, () => last);
  for (const [index, { at, ends }] of events.entries()) {
    const position = 10 * index + 10;
    moments.note(position, at);
    last = { at, position };
    if (ends || index === restart) moments.flush();
    if (index === restart) moments = new Moments(db, () => last);
  }
  moments.flush();
  return moments;
};

test('an instant is the last event recorded not later, even if the clock was set back', () => {
  fc.assert(
    fc.property(eventsOf, fc.nat(39), (events, restart) => {
      const moments = noted(events, restart);
      for (let instant = -1; instant <= LAST_INSTANT; instant += 1) {
        const index = events.findLastIndex(({ at }) => at <= instant);
        expect(moments.upTo(instant)).toBe(10 * index + 10);
      }
    }),
  );
});

test('the first instant of an event is the earliest time from it on', () => {
  fc.assert(
    fc.property(eventsOf, fc.nat(39), (events, restart) => {
      const moments = noted(events, restart);
      for (const index of events.keys()) {
        const first = Math.min(...events.slice(index).map(({ at }) => at));
        expect(moments.reachedAt(10 * index + 10)).toBe(first);
        expect(moments.reachedAt(10 * index + 1)).toBe(first);
      }
      expect(moments.reachedAt(10 * events.length + 1)).toBeUndefined();
    }),
  );
});

test('an event is marked exactly if one before it was recorded later', () => {
  fc.assert(
    fc.property(eventsOf, fc.nat(39), (events, restart) => {
      const moments = noted(events, restart);
      for (const [index, { at }] of events.entries()) {
        const latest = Math.max(-1, ...events.slice(0, index).map((event) => event.at));
        const position = 10 * index + 10;
        expect(moments.isSetBack(position)).toBe(at < latest);
        expect(moments.latestOf({ at, position })).toBe(Math.max(latest, at));
      }
    }),
  );
});

test('the marked events of a range are listed in order, as many as wanted, and counted', () => {
  fc.assert(
    fc.property(eventsOf, fc.nat(400), fc.nat(400), (events, low, high) => {
      const moments = noted(events, 0);
      const marked = [...events.keys()]
        .map((index) => 10 * index + 10)
        .filter((position) => moments.isSetBack(position) && position >= low && position <= high);
      const found = moments.setBackWithin([low, high], 3);
      expect(found).toEqual({ positions: marked.slice(0, 3), count: marked.length });
    }),
  );
});
