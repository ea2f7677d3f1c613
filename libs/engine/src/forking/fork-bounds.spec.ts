import { expect, test } from '@jest/globals';

import { type NewEvent } from '#event-store';

import { ForkFull, ForkRoom } from './fork-bounds.js';

const event = (text: string): NewEvent => ({
  ...{ id: text, type: 'Tested', data: { text } },
  metadata: {
    ...{ actor: 'a', authentication: 'none', operation: 'o', causation: 'c' },
    command: { id: 'c', type: 'Test' },
  },
});

test.each([
  ['events', { events: 2, units: 1000 }, 'more than 2 events'],
  ['characters', { events: 1000, units: 30 }, 'events with more than 30 characters'],
])('a fork that has written too many %s is full, and stays so', (_, bounds, reason) => {
  const told: string[] = [];
  const room = new ForkRoom(bounds, ({ message }) => told.push(message));
  room.take([event('one')]);
  expect(() => {
    room.take([event('two'), event('three')]);
  }).toThrow(new ForkFull(reason));
  expect(() => {
    room.take([]);
  }).toThrow(ForkFull);
  expect(told).toEqual([reason]);
});
