import { beforeEach, describe, expect, test } from '@jest/globals';

import { Waiters, type Wait } from './waiters.js';

describe('waiters', () => {
  let waiters: Waiters;
  let ended: string[];
  let at: number;

  beforeEach(() => {
    [waiters, ended, at] = [new Waiters(), [], 0];
  });

  /** Waits until `at` has this value, and notes how the wait ended. */
  const wait = (name: string, until: number, wanted?: Wait): void => {
    waiters
      .until(() => at >= until, wanted)
      .then(
        () => ended.push(name),
        (error: unknown) => ended.push(`${name}: ${String(error)}`),
      );
  };

  const notify = async (now: number, topics?: Iterable<string>): Promise<readonly string[]> => {
    at = now;
    waiters.notify(topics);
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    return ended;
  };

  test('for any topic are tested at each notification, and end when their condition holds', async () => {
    wait('one', 1);
    wait('two', 2);
    expect(await notify(0)).toEqual([]);
    expect(await notify(1, ['a'])).toEqual(['one']);
    expect(await notify(3)).toEqual(['one', 'two']);
    expect(await notify(4)).toEqual(['one', 'two']);
  });

  test('for a topic are tested at notifications of that topic only', async () => {
    wait('a', 1, { topics: ['a', 'b'] });
    wait('c', 1, { topics: ['c'] });
    wait('nothing', 0, { topics: [] });
    expect(await notify(1)).toEqual([]);
    expect(await notify(1, ['other'])).toEqual([]);
    expect(await notify(1, ['b', 'a'])).toEqual(['a']);
    expect(await notify(1, ['c'])).toEqual(['a', 'c']);
  });

  test('end with their signal, also if it aborted earlier', async () => {
    const stopping = new AbortController();
    wait('mine', 1, { signal: stopping.signal });
    wait('other', 1);
    wait('late', 1, { signal: AbortSignal.abort(new Error('before')) });
    stopping.abort(new Error('enough'));
    expect(await notify(1)).toEqual(['late: Error: before', 'mine: Error: enough', 'other']);
  });

  test('end with the error of their condition, and the others go on', async () => {
    const broken = waiters.until(() => {
      throw new Error('broken');
    });
    const caught = expect(broken).rejects.toThrow('broken');
    wait('other', 1);
    expect(await notify(1)).toEqual(['other']);
    await caught;
  });

  test('all fail when no more notification will come, each once', async () => {
    wait('anything', 1);
    wait('a and b', 1, { topics: ['a', 'b'] });
    waiters.fail(new Error('over'));
    expect(await notify(1, ['a', 'b'])).toEqual(['anything: Error: over', 'a and b: Error: over']);
  });
});
