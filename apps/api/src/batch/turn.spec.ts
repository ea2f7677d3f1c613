import { describe, expect, test } from '@jest/globals';

import { CommandQueues } from './turn.js';

describe('the queues of a batch', () => {
  test('are free for commands about different things', () => {
    const queues = new CommandQueues();
    queues.next(['a']);
    const other = queues.next(['b']);
    expect([other.afterDecided, other.afterDone]).toEqual([undefined, undefined]);
  });

  test('come when the earlier commands are decided, or when they are done', async () => {
    const queues = new CommandQueues();
    const [first, second, third] = [queues.next(['a']), queues.next(['a']), queues.next(['a'])];
    expect(second.afterDecided).toBeDefined();
    first.decided();
    expect(second.afterDecided).toBeUndefined();
    expect(second.afterDone).toBeDefined();
    second.done();
    expect(third.afterDecided).toBeUndefined();
    const waited = third.afterDone;
    expect(waited).toBeDefined();
    first.done();
    await waited;
    expect(third.afterDone).toBeUndefined();
  });

  test('wait for every thing that a command concerns', () => {
    const queues = new CommandQueues();
    const [a, b] = [queues.next(['a']), queues.next(['b'])];
    const both = queues.next(['a', 'b']);
    a.done();
    expect(both.afterDone).toBeDefined();
    b.done();
    expect(both.afterDone).toBeUndefined();
  });
});
