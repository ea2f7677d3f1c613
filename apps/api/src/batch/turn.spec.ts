import { describe, expect, test } from '@jest/globals';

import { Turns } from './turn.js';

describe('the turns of a batch', () => {
  test('are free for commands about different things', () => {
    const turns = new Turns();
    turns.next(['a']);
    const other = turns.next(['b']);
    expect([other.afterDecided, other.afterDone]).toEqual([undefined, undefined]);
  });

  test('come when the earlier commands are decided, or when they are done', async () => {
    const turns = new Turns();
    const [first, second, third] = [turns.next(['a']), turns.next(['a']), turns.next(['a'])];
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
    const turns = new Turns();
    const [a, b] = [turns.next(['a']), turns.next(['b'])];
    const both = turns.next(['a', 'b']);
    a.done();
    expect(both.afterDone).toBeDefined();
    b.done();
    expect(both.afterDone).toBeUndefined();
  });
});
