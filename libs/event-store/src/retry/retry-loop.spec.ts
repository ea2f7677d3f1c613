import { beforeEach, describe, expect, test } from '@jest/globals';

import { RetryLoop } from './retry-loop.js';

describe('a retry loop', () => {
  let stopping: AbortController;
  let pauses: number[];
  let reports: string[];
  let loop: RetryLoop;

  beforeEach(() => {
    [stopping, pauses, reports] = [new AbortController(), [], []];
    loop = new RetryLoop(
      {
        onFailure: (error) => reports.push(String(error)),
        onRecovered: () => reports.push('well'),
      },
      { pause: async (ms) => pauses.push(ms), random: () => 1 },
    );
  });

  /** Each try runs the next function; the last one aborts the signal. */
  const tries = async (...works: readonly (() => void)[]): Promise<void> => {
    const left = [...works];
    await loop.go(async () => {
      if (left.length === 1) stopping.abort();
      left.shift()?.();
    }, stopping.signal);
  };

  const fails = (reason: string) => () => {
    throw new Error(reason);
  };

  test('waits longer after each failure, at most half a minute, and reports one reason once', async () => {
    await tries(...Array.from({ length: 7 }, () => fails('denied')), () => undefined);
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    expect(reports).toEqual(['Error: denied']);
    expect(loop.isFailing).toBe(true);
  });

  test('reports another reason and the recovery, and begins with a short pause again', async () => {
    const succeeds = (): void => {
      loop.succeed();
    };
    await tries(fails('denied'), fails('no disk'), succeeds, succeeds, fails('again'), succeeds);
    expect(reports).toEqual(['Error: denied', 'Error: no disk', 'well', 'Error: again', 'well']);
    expect(pauses).toEqual([1000, 2000, 1000]);
  });

  test('does not begin with a short pause after an apparent recovery', async () => {
    const seems = (): void => {
      loop.noteApparentRecovery();
    };
    await tries(fails('denied'), seems, fails('denied'), seems);
    expect(pauses).toEqual([1000, 2000]);
    expect(reports).toEqual(['Error: denied', 'well', 'Error: denied', 'well']);
  });

  test('ignores a failure after its signal has aborted', async () => {
    await tries(fails('the end'));
    expect([...reports, ...pauses]).toEqual([]);
  });
});
