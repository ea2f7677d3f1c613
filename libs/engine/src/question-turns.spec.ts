import { expect, test } from '@jest/globals';

import { QuestionTurns } from './question-turns.js';

/** Turns whose time is moved by hand. */
const turnsWith = (isBusy: boolean) => {
  let now = 0;
  const soon: (() => void)[] = [];
  const later: [number, () => void][] = [];
  const turns = new QuestionTurns(() => isBusy, {
    now: () => now,
    soon: (work) => soon.push(work),
    after: (milliseconds, work) => later.push([milliseconds, work]),
  });
  const answered: string[] = [];
  const ask = (name: string): void => {
    void turns.next().then(() => answered.push(name));
  };
  /** One round of the event loop in which a question took so long. */
  const round = async (took: number): Promise<readonly string[]> => {
    await Promise.resolve();
    await Promise.resolve();
    now += took;
    soon.shift()?.();
    await Promise.resolve();
    await Promise.resolve();
    return [...answered];
  };
  /** Lets the time after the last question pass. */
  const rest = (): number | undefined => {
    const [milliseconds, work] = later.shift() ?? [];
    work?.();
    return milliseconds;
  };
  return { ask, round, rest, answered };
};

test('a question alone begins at once', async () => {
  const { ask, answered } = turnsWith(true);
  ask('a');
  await Promise.resolve();
  expect(answered).toEqual(['a']);
});

test('one question is answered in a round, in the order in which they came', async () => {
  const { ask, round } = turnsWith(false);
  for (const name of ['a', 'b', 'c']) ask(name);
  expect(await round(3)).toEqual(['a', 'b']);
  expect(await round(3)).toEqual(['a', 'b', 'c']);
});

test('while commands are under way, a question is followed by as much time as it took', async () => {
  const { ask, round, rest, answered } = turnsWith(true);
  for (const name of ['a', 'b', 'c']) ask(name);
  expect(await round(30)).toEqual(['a']);
  expect(rest()).toBe(30);
  expect(await round(5)).toEqual(['a', 'b']);
  expect(rest()).toBe(5);
  await round(1);
  expect(answered).toEqual(['a', 'b', 'c']);
});

test('a question that comes after the turns of others begins at once', async () => {
  const { ask, round, rest, answered } = turnsWith(true);
  ask('a');
  await round(10);
  expect(rest()).toBe(10);
  ask('b');
  await Promise.resolve();
  expect(answered).toEqual(['a', 'b']);
});
