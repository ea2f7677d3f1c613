import { expect, test } from '@jest/globals';

import { Turns } from './turns.js';

test('goes on in order, and not before a handful of others had their turns', async () => {
  let rounds = 0;
  let isOver = false;
  const go = (): void => {
    rounds += 1;
    if (!isOver) setImmediate(go);
  };
  setImmediate(go);
  const turns = new Turns();
  const seen: [name: string, rounds: number][] = [];
  const work = async (name: string): Promise<void> => {
    await turns.next();
    seen.push([name, rounds]);
  };
  await Promise.all([work('a'), work('b'), work('c')]);
  isOver = true;
  expect(seen.map(([name]) => name)).toEqual(['a', 'b', 'c']);
  let before = 0;
  for (const [, at] of seen) {
    expect(at - before).toBeGreaterThanOrEqual(15);
    before = at;
  }
});
