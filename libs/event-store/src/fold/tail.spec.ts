import { expect, test } from '@jest/globals';

import { SCHEMA_VERSION, toPosition, type Recorded } from '../recorded.js';
import { eventsFor, NOW } from '../../testing/index.js';
import { Tail } from './tail.js';

const MEBIBYTE = 1024 * 1024;

const recorded = (position: number): Recorded => {
  const [event] = eventsFor(`at ${position}`, 1);
  if (event === undefined) throw new Error('no event');
  const { id, type, data, metadata } = event;
  return {
    ...{ id, metadata, event: { type, data }, stream: 's', schema: SCHEMA_VERSION },
    ...{ revision: BigInt(position - 1), position: toPosition(BigInt(position)), recordedAt: NOW },
  };
};

/** How many batches are at hand after so many of one event each. */
const atHand = (count: number, units?: number): number => {
  const tail = new Tail(undefined);
  for (let position = 1; position <= count; position += 1)
    tail.publish([recorded(position)], units);
  let held = 0;
  while (held < count && tail.since(toPosition(BigInt(count - held - 1))) !== undefined) held += 1;
  return held;
};

test('keeps the newest batches, by their events and by their JSON', () => {
  expect(atHand(1500)).toBeGreaterThan(1024);
  expect(atHand(5000)).toBeLessThan(2050);
  expect(atHand(100, MEBIBYTE)).toBeGreaterThan(1);
  expect(atHand(100, MEBIBYTE)).toBeLessThan(5);
});

test('keeps the newest batch, however large it is', () => {
  expect(atHand(10, 64 * MEBIBYTE)).toBe(1);
});
