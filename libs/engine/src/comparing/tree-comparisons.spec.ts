import { afterEach, expect, test } from '@jest/globals';

import { ReadModelDamaged, type ComparedPart, type TreePair } from '#read-models';

import { comparingBeside } from '../../testing/start-comparing.js';
import { type ComparisonOrder, type ComparisonReport } from './comparing-messages.js';
import { ComparisonTimedOut, TooManyComparisons, TreeComparisons } from './tree-comparisons.js';

const pair: TreePair = {
  trees: [undefined, undefined],
  narrowing: { physical: '', shown: '', view: '64-bit', isMixed: false },
};
const part = (most: number): ComparedPart => ({ most, hasChanges: false });

/** The answer to an order: its own number of items as the hash. */
const answered = ({ id, asked }: ComparisonOrder): ComparisonReport => ({
  id,
  compared: {
    ...{ items: [], summary: { added: 0, removed: 0, changed: 0 }, changes: [] },
    hashes: [String(asked.part.most), asked.file],
  },
});

let comparisons: TreeComparisons;

/** Comparisons whose threads answer so; a thread that answers with an error dies. */
const comparing = (
  answer: (order: ComparisonOrder) => ComparisonReport | undefined,
  atMostMs?: number,
): TreeComparisons => {
  comparisons = new TreeComparisons(
    { file: 'reads.db', cluster: 'test' },
    () => comparingBeside(answer),
    atMostMs,
  );
  return comparisons;
};

afterEach(() => comparisons.stop());

test('comparisons are answered one after the other, each with its own answer', async () => {
  const all = comparing(answered);
  const found = await Promise.all([1, 2, 3].map((most) => all.compare(pair, part(most))));
  expect(found.map(({ hashes }) => hashes)).toEqual([1, 2, 3].map((n) => [String(n), 'reads.db']));
});

test('only so many wait at once, and others are refused', async () => {
  const all = comparing(answered);
  const found = Array.from({ length: 16 }, () => all.compare(pair, part(1)));
  await expect(all.compare(pair, part(1))).rejects.toThrow(TooManyComparisons);
  await Promise.all(found);
  await expect(all.compare(pair, part(7))).resolves.toMatchObject({ hashes: ['7', 'reads.db'] });
});

test('a comparison that takes too long is ended, and the next one has another thread', async () => {
  const all = comparing((order) => (order.asked.part.most === 1 ? undefined : answered(order)), 1);
  const [first, second] = [all.compare(pair, part(1)), all.compare(pair, part(1))];
  await expect(first).rejects.toThrow(ComparisonTimedOut);
  await expect(second).rejects.toThrow('took more than 0.001 s; narrow it with a key');
});

test('an error is that of its comparison alone', async () => {
  const all = comparing((order) => {
    const { id, asked } = order;
    if (asked.part.most === 1) return { id, failure: 'no memory', isDamage: false };
    if (asked.part.most === 2) return { id, failure: 'row 5', isDamage: true };
    return answered(order);
  });
  const [failed, damaged, right] = [1, 2, 3].map((most) => all.compare(pair, part(most)));
  await expect(failed).rejects.toThrow('no memory');
  await expect(damaged).rejects.toThrow(ReadModelDamaged);
  await expect(right).resolves.toMatchObject({ hashes: ['3', 'reads.db'] });
});

test('those that wait at a stop are refused', async () => {
  const all = comparing(() => undefined);
  const found = [1, 2].map((most) => all.compare(pair, part(most)));
  const refused = Promise.all(found.map((one) => expect(one).rejects.toThrow('the server stops')));
  await all.stop();
  await refused;
  // A new thread would keep the process alive.
  await expect(all.compare(pair, part(3))).rejects.toThrow('the server stops');
});
