import { expect, test } from '@jest/globals';

import { Appends } from './appends.js';

const pending = () => {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  return { promise, resolve, reject };
};

test('waits for all appends in flight, also for those that fail', async () => {
  const appends = new Appends();
  const [first, second] = [pending(), pending()];
  const results = [appends.during(first.promise), appends.during(second.promise)];
  const done: boolean[] = [];
  const waiting = appends.settled(new AbortController().signal).then((is) => done.push(is));
  first.resolve(1);
  await results[0];
  await new Promise(setImmediate);
  expect(done).toEqual([]);
  second.reject(new Error('refused'));
  await expect(results[1]).rejects.toThrow('refused');
  await waiting;
  expect(done).toEqual([true]);
});

test('does not wait for appends that begin later', async () => {
  const appends = new Appends();
  const waiting = appends.settled(new AbortController().signal);
  void appends.during(pending().promise);
  expect(await waiting).toBe(true);
});

test('waits no longer than the deadline', async () => {
  const appends = new Appends();
  void appends.during(pending().promise);
  expect(await appends.settled(AbortSignal.abort())).toBe(false);
  const controller = new AbortController();
  const waiting = appends.settled(controller.signal);
  controller.abort();
  expect(await waiting).toBe(false);
});
