import { expect, test } from '@jest/globals';

import { ReadDatabase } from '../file/database.js';
import { spansOf } from './lane-spans.js';

/** The states of a node that goes down and up again at each position from 1. */
const flapping = (): ReadDatabase => {
  const db = new ReadDatabase(':memory:');
  for (let since = 1; since <= 100; since += 1) {
    const kind = since % 2 === 0 ? 'Down' : 'Up';
    db.run(
      `INSERT INTO main.lane_spans (lane, track, since, at, kind, thing) VALUES ('a', 'state', ?, ?, ?, 'a')`,
      ...[since, since * 1000, kind],
    );
  }
  return db;
};

const begins = (spans: ReturnType<typeof spansOf>): readonly number[] =>
  spans.spans.map(({ from }) => from.position);

test('the spans of a range are those that overlap it, each with its own begin', () => {
  const found = spansOf(flapping(), ['a', 'state'], { edges: [9, 12], most: 10, samples: 5 });
  expect(begins(found)).toEqual([9, 10, 11, 12]);
  expect(found.spans.map(({ to }) => to?.position)).toEqual([10, 11, 12, undefined]);
  expect(found.more).toBe(false);
});

test('too many spans are those at the edges of the buckets, with their own ends', () => {
  const edges = [0, 20, 40, 60, 80, 100];
  const found = spansOf(flapping(), ['a', 'state'], { edges, most: 10, samples: 10 });
  expect(begins(found)).toEqual([20, 40, 60, 80, 100]);
  expect(found.spans.map(({ to }) => to?.position)).toEqual([21, 41, 61, 81, undefined]);
  expect(found.more).toBe(true);
});

test('fewer edges are taken where there are more than samples', () => {
  const edges = Array.from({ length: 101 }, (_, index) => index);
  const found = spansOf(flapping(), ['a', 'state'], { edges, most: 10, samples: 5 });
  expect(begins(found)).toEqual([21, 42, 63, 84, 100]);
});
