import { describe, expect, test } from '@jest/globals';

import { onTimeline } from './on-timeline.js';

describe('an operation on the timeline', () => {
  test('has its own time before and after it, and the cursor at its begin', () => {
    const report = { startedAt: '2026-02-03T04:00:10.000Z', endedAt: '2026-02-03T04:00:20.000Z' };
    expect(onTimeline(report)).toEqual({
      at: '2026-02-03T04:00:10.000Z',
      from: '2026-02-03T04:00:00.000Z',
      to: '2026-02-03T04:00:30.000Z',
    });
  });

  test('of a moment has two seconds around it', () => {
    const report = { startedAt: '2026-02-03T04:00:10.000Z', endedAt: '2026-02-03T04:00:10.005Z' };
    expect(onTimeline(report).from).toBe('2026-02-03T04:00:08.000Z');
  });

  test('that is under way has no end, and neither has one that ended just now', () => {
    const startedAt = new Date(Date.now() - 10).toISOString();
    expect(onTimeline({ startedAt, endedAt: null }).to).toBeUndefined();
    expect(onTimeline({ startedAt, endedAt: new Date().toISOString() }).to).toBeUndefined();
  });
});
