import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { toPosition } from '#event-store';

import { WrittenLog } from '../../testing/written-log.js';
import { type ReadModels } from '../read-models.js';

const EVENTS = 700;
/** The most events in one part of a count: 16 blocks of 16 events. */
const MOST = 256;

describe('the events of a range', () => {
  let reads: ReadModels;

  beforeAll(async () => {
    const log = new WrittenLog();
    log.node('a', 'NodeOpened', { name: 'a' });
    for (let event = 1; event < EVENTS; event += 1) log.node('a', 'NodeStopped');
    reads = await log.read();
  });

  afterAll(() => reads.close());

  const parts = (from: number, to: number): readonly number[] => [
    ...reads.events.ranges.counts({ from: toPosition(BigInt(from)), to: toPosition(BigInt(to)) }),
  ];

  test('are counted in small parts', () => {
    fc.assert(
      fc.property(fc.nat(EVENTS + 50), fc.nat(EVENTS + 50), (from, to) => {
        const found = parts(from, to);
        const within = Math.min(to, EVENTS) - Math.max(from, 1) + 1;
        expect(found.reduce((sum, part) => sum + part, 0)).toBe(Math.max(within, 0));
        for (const part of found) expect(part).toBeLessThanOrEqual(MOST);
      }),
    );
    expect(parts(0, EVENTS).length).toBeGreaterThan(2);
  });
});
