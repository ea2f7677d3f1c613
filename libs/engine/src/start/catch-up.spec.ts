import { expect, test } from '@jest/globals';

import { toPosition, type Fold, type Position, type Recorded } from '#event-store';

import { catchUp } from './catch-up.js';

const position = (at: number): Position => toPosition(BigInt(at));

const eventAt = (at: number): Recorded => ({ position: position(at) }) as Recorded;

/** A fold that passes positions, 1,000 events at a time, and a clock that moves with it. */
const parts = (
  batches: readonly (readonly [at: number, ms: number])[],
  told: string[],
): Parameters<typeof catchUp> => {
  let time = 0;
  const store = { head: async () => position(4000) };
  const fold = {
    start: async (passed: Parameters<Fold['start']>[0]): Promise<void> => {
      for (const [at, ms] of batches) {
        time = ms;
        await passed?.(eventAt(at), 1000);
      }
      told.push('fold');
    },
  };
  const reads = {
    position: position(0),
    reached: async (): Promise<void> => undefined,
    start: async (head: Position | undefined): Promise<void> => {
      told.push(`read models to ${String(head)}`);
    },
  };
  return [{ store, fold, reads }, (what) => told.push(what), () => time];
};

test('a long start logs its progress, at most every five seconds', async () => {
  const passed = [
    [1000, 4999],
    [2000, 5000],
    [3000, 9999],
    [4000, 12_000],
  ] as const;
  const told: string[] = [];
  const folded = await catchUp(...parts(passed, told));
  expect(folded).toEqual({ last: eventAt(4000), count: 4000 });
  expect(told.filter((line) => line.startsWith('starting'))).toEqual([
    'starting: the fold is at position 2000 of 4000',
    'starting: the fold is at position 4000 of 4000',
  ]);
});

test('the read models do not wait for the fold, and a short start logs nothing', async () => {
  const told: string[] = [];
  await catchUp(...parts([[4000, 1]], told));
  expect(told.toSorted()).toEqual(['fold', 'read models to 4000']);
});
