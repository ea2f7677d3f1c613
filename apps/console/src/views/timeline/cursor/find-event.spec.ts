import { describe, expect, test } from '@jest/globals';

import { pickEvent, type Event } from './find-event.js';

const event = (position: number, type: string, operation = 'o'): Event =>
  ({
    ...{ position: String(position), type, operation },
    recordedAt: new Date(position * 1000).toISOString(),
  }) as unknown as Event;

const events = [
  event(1, 'NodeAdded'),
  event(2, 'GroupFenced'),
  event(3, 'RegistryChanged'),
  event(4, 'ResourceOnlinePending'),
  event(5, 'NodeCrashed'),
];

describe('a step from event to event', () => {
  const from = { at: 3000, position: '3' };

  test('passes over bookkeeping, both ways', () => {
    expect(pickEvent(events, { from, kind: 'event', way: 1 })?.position).toBe('5');
    expect(pickEvent(events, { from, kind: 'event', way: -1 })?.position).toBe('1');
  });

  test('begins at the events around an instant where the cursor stands on none', () => {
    expect(pickEvent(events, { from: { at: 3500 }, kind: 'event', way: 1 })?.position).toBe('5');
    expect(pickEvent(events, { from: { at: 3500 }, kind: 'event', way: -1 })?.position).toBe('3');
    expect(pickEvent(events, { from: { at: 3000 }, kind: 'event', way: -1 })?.position).toBe('3');
  });

  test('leads nowhere at the end', () => {
    const last = { at: 5000, position: '5' };
    expect(pickEvent(events, { from: last, kind: 'event', way: 1 })).toBeUndefined();
  });

  test('compares positions as numbers', () => {
    const many = [event(9, 'NodeAdded'), event(10, 'NodeStarted')];
    const nine = { at: 9000, position: '9' };
    expect(pickEvent(many, { from: nine, kind: 'event', way: 1 })?.position).toBe('10');
  });
});

describe('a step from move to move', () => {
  const moves = [
    event(10, 'GroupMoveStarted', 'drain'),
    event(11, 'GroupMoveStarted', 'drain'),
    event(20, 'GroupMoveStarted', 'crash'),
    event(21, 'GroupMoveStarted', 'crash'),
  ];

  test('leads to the first move of an operation, and not to its others', () => {
    const take = (position: number, way: 1 | -1): string | undefined =>
      pickEvent(moves, {
        from: { at: position * 1000, position: String(position) },
        kind: 'failover',
        way,
      })?.position;
    expect(take(5, 1)).toBe('10');
    expect(take(10, 1)).toBe('20');
    expect(take(20, -1)).toBe('10');
    expect(take(30, -1)).toBe('20');
  });
});
