import { describe, expect, test } from '@jest/globals';

import { pauseFor, Pauses, RETRY } from './pauses.js';

const lengths = (pauses: Pauses, count: number): readonly number[] =>
  Array.from({ length: count }, () => pauses.next());

describe('the pauses between tries', () => {
  test.each([
    ['contended', [20, 40, 80, 160, 200, 200]],
    ['request', [30, 60, 120, 240, 480, 960, 1000, 1000]],
    ['lasting', [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]],
  ] as const)('after %s double up to the longest', (kind, full) => {
    const count = full.length;
    expect(lengths(new Pauses(RETRY[kind], { random: () => 1 }), count)).toEqual(full);
    const half = full.map((ms) => ms / 2);
    expect(lengths(new Pauses(RETRY[kind], { random: () => 0 }), count)).toEqual(half);
  });

  test('have a new random length each time', () => {
    const lots = [0, 0.5, 1];
    const pauses = new Pauses(RETRY.lasting, { random: () => lots.shift() ?? 0 });
    expect(lengths(pauses, 3)).toEqual([500, 1500, 4000]);
  });

  test('begin with the shortest again after a success', () => {
    const pauses = new Pauses(RETRY.lasting, { random: () => 1 });
    expect(lengths(pauses, 3)).toEqual([1000, 2000, 4000]);
    pauses.reset();
    expect(lengths(pauses, 2)).toEqual([1000, 2000]);
  });

  test('use the given timer, with the signal that ends them', async () => {
    const waited: unknown[] = [];
    const pauses = new Pauses(RETRY.lasting, {
      random: () => 1,
      pause: async (...pause) => waited.push(pause),
    });
    const { signal } = new AbortController();
    await pauses.wait(signal);
    await pauses.wait();
    expect(waited).toEqual([
      [1000, signal],
      [2000, expect.any(AbortSignal)],
    ]);
  });

  test('end with their signal', async () => {
    const stopping = new AbortController();
    const paused = pauseFor(2 ** 31 - 1, stopping.signal);
    stopping.abort();
    await expect(paused).resolves.toBeUndefined();
  });
});
