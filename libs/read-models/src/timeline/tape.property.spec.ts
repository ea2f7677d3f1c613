import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { ReadDatabase } from '../file/database.js';
import { Postings } from '../events/postings.js';
import { LaneCounts } from './lane-counts.js';
import { LaneTape } from './tape.js';
import { packed, unpacked } from '../varints.js';

type Noted = Readonly<{ lanes: readonly string[]; type: string; position: number }>;

/** Enough for blocks with whole counts, and for those with the counts since. */
const SIZE = 20_000;

const LANES = [['a'], ['b'], ['a', 'b'], ['c', 'a', 'b'], []] as const;

const events: readonly Noted[] = Array.from({ length: SIZE }, (_, index) => ({
  lanes: LANES[(index * 7 + Math.floor(index / 100)) % LANES.length] ?? [],
  type: ['Edit', 'Restore', 'Move'][Math.floor(index / 3) % 3] ?? '',
  position: 1 + index * 3 + (index % 50 === 0 ? 1 : 0),
}));

/** Writes the events, with a transaction's end and a restart of the writer after random numbers. */
const written = (ends: readonly number[], restarts: readonly number[]): ReadDatabase => {
  const db = new ReadDatabase(':memory:');
  let tape = new LaneTape(db, new Postings(db));
  for (const [index, { lanes, type, position }] of events.entries()) {
    tape.note(lanes, type, position);
    const [ended, restarted] = [ends, restarts].map((all) => all.some((one) => index % one === 0));
    if (ended === true || restarted === true) tape.flush();
    if (restarted === true) tape = new LaneTape(db, new Postings(db));
  }
  tape.flush();
  return db;
};

const countOf = (lane: string, type: string, to: number): number =>
  events.filter((one) => one.type === type && one.position <= to && one.lanes.includes(lane))
    .length;

test('the counts up to a position are those of all events so far', () => {
  const ends = fc.array(fc.integer({ min: 50, max: 9000 }), { maxLength: 3 });
  const asked = fc.array(fc.nat(3 * SIZE + 10), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(ends, ends, asked, (flushed, restarted, positions) => {
      const counts = new LaneCounts(written(flushed, restarted), ['a', 'c']);
      for (const position of positions.toSorted((one, other) => one - other)) {
        const found = counts.upTo(position);
        const wanted = counts.slots.map(({ lane, type }) => countOf(lane, type, position));
        expect([position, counts.slots.map((_, at) => found[at] ?? 0)]).toEqual([position, wanted]);
        expect(counts.slots.every(({ lane }) => lane === 'a' || lane === 'c')).toBe(true);
      }
      expect(new LaneCounts(written([], []), ['a']).upTo(3 * SIZE + 10)).toHaveLength(3);
    }),
    { numRuns: 8 },
  );
});

test('numbers of any size are unpacked as they were packed', () => {
  fc.assert(
    fc.property(fc.array(fc.maxSafeNat()), (numbers) => {
      expect(unpacked(packed(numbers))).toEqual(numbers);
    }),
  );
});
