import { expect, test } from '@jest/globals';

import { ChangeQueue } from './change-queue.js';
import { type DriftChange } from './drift-feed.js';

const change = (checkpoint: string, position: number): DriftChange =>
  ({ checkpoint, node: 'n', position: BigInt(position) }) as unknown as DriftChange;

const told = (changes: readonly DriftChange[] | undefined): unknown =>
  changes?.map(({ checkpoint, position }) => [checkpoint, Number(position)]);

test('gives a slow reader the last change of each pair, in the order of positions', async () => {
  const queue = new ChangeQueue();
  const taken = queue.taken();
  queue.put([change('a', 1), change('b', 1)]);
  queue.put([change('a', 2)]);
  expect(told((await taken.next()).value as DriftChange[])).toEqual([
    ['b', 1],
    ['a', 2],
  ]);
  const next = taken.next();
  queue.put([change('b', 3)]);
  expect(told((await next).value as DriftChange[])).toEqual([['b', 3]]);
});

test('ends for a reader that falls too far behind, and at the end', async () => {
  const slow = new ChangeQueue(2);
  slow.put([change('a', 1), change('b', 1), change('c', 1)]);
  expect(await slow.taken().next()).toMatchObject({ done: true });
  const queue = new ChangeQueue();
  const next = queue.taken().next();
  queue.end();
  expect(await next).toMatchObject({ done: true });
});
