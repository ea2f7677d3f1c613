import { describe, expect, test } from '@jest/globals';

import { DEFAULT_POLICY, type GroupPolicy } from '#domain';
import { dueOf, idOf, stepsOf, BuiltState, type NodeIs } from '#testing/processes';

import { failover } from './failover.js';
import { nextInWindow } from './failback.js';

const HOUR = 3_600_000;
const BACK = ['StartGroupMove g a failback'];

/** A group that prefers node `a`, then `b`. */
const group = (
  policy: Partial<GroupPolicy> = {},
  nodes: Readonly<Record<string, NodeIs>> = { a: 'Up', b: 'Up', c: 'Up' },
): BuiltState =>
  new BuiltState(nodes).group('a', ['a', 'b'], { autoFailbackType: 1, ...policy }).member('r');

const restarted = (built: BuiltState, name: string): BuiltState =>
  built
    .record('node', name, { type: 'NodeStopped', data: { operation: idOf('stop') as never } })
    .record('node', name, { type: 'NodeStarted', data: { operation: idOf('start') as never } });

const resumed = (built: BuiltState, failback: 'none' | 'immediate' | 'policy'): BuiltState =>
  built
    .record('node', 'a', { type: 'NodePaused', data: { operation: idOf('pause') as never } })
    .record('node', 'a', {
      type: 'NodeResumed',
      data: { operation: idOf('resume') as never, failback },
    });

describe('a group that is away has these steps', () => {
  test.each<[string, BuiltState, readonly string[]]>([
    ['never away', group(), []],
    ['an operator moved it', group().moves('a', 'b', 'operator'), []],
    ['its node crashed, and is back', group().moves('a', 'b', 'failover'), BACK],
    [
      'its node crashed, and is still down',
      group({}, { a: 'Down', b: 'Up', c: 'Up' }).moves('a', 'b', 'failover'),
      [],
    ],
    ['failback is not allowed', group({ autoFailbackType: 0 }).moves('a', 'b', 'failover'), []],
    [
      'a resource failed there, and the node was up all the time',
      group().moves('a', 'b', 'failover', 0),
      [],
    ],
    [
      'a resource failed there, and the node has come up again',
      restarted(group().moves('a', 'b', 'failover', 0), 'a'),
      BACK,
    ],
    [
      'a resource failed on both: the more preferred one has come up again',
      restarted(group().moves('a', 'b', 'failover', 0).moves('b', 'c', 'failover', 0), 'a'),
      BACK,
    ],
    [
      'a resource failed on both: the less preferred one has come up again',
      restarted(group().moves('a', 'b', 'failover', 0).moves('b', 'c', 'failover', 0), 'b'),
      ['StartGroupMove g b failback'],
    ],
    [
      'a resource failed on the first node, the second one crashed: not to the first one',
      group().moves('a', 'b', 'failover', 0).moves('b', 'c', 'failover'),
      ['StartGroupMove g b failback'],
    ],
    ['drained, resumed at once', resumed(group().moves('a', 'b', 'drain'), 'immediate'), BACK],
    ['drained, resumed by policy', resumed(group().moves('a', 'b', 'drain'), 'policy'), BACK],
    ['drained, resumed without failback', resumed(group().moves('a', 'b', 'drain'), 'none'), []],
  ])('%s', (_, built, steps) => {
    expect(stepsOf(failover, built)).toEqual(steps);
  });
});

describe('the window includes both of its hours of the day, UTC', () => {
  const at = (hour: number, minute = 0): number => hour * HOUR + minute * 60_000;
  test.each<[string, [number, number], number, number]>([
    ['none', [-1, -1], at(5), at(5)],
    ['before it', [22, 23], at(5), at(22)],
    ['its first minute', [22, 23], at(22), at(22)],
    ['its last minute', [22, 23], at(23, 59), at(23, 59)],
    ['after it', [1, 3], at(4), at(25)],
    ['its last hour', [1, 3], at(3, 59), at(3, 59)],
    ['over midnight, before', [22, 3], at(21, 59), at(22)],
    ['over midnight, late', [22, 3], at(23), at(23)],
    ['over midnight, early', [22, 3], at(3, 59), at(3, 59)],
    ['over midnight, after', [22, 3], at(4), at(22)],
    ['one hour', [7, 7], at(8), at(31)],
    ['in the middle of one hour', [7, 7], at(7, 30), at(7, 30)],
    ['all day', [0, 23], at(13), at(13)],
    ['only midnight', [0, 0], at(1), at(24)],
  ])('%s', (_, [failbackWindowStart, failbackWindowEnd], now, next) => {
    const policy = { ...DEFAULT_POLICY, failbackWindowStart, failbackWindowEnd };
    expect(nextInWindow(policy, now)).toBe(next);
  });

  test('the group moves when the window opens, and has a due instant until then', () => {
    const built = group({ failbackWindowStart: 22, failbackWindowEnd: 23 }).moves(
      'a',
      'b',
      'failover',
    );
    expect([stepsOf(failover, built, at(22) - 1), dueOf(failover, built, at(22) - 1)]).toEqual([
      [],
      at(22),
    ]);
    expect(stepsOf(failover, built, at(22))).toEqual(BACK);
    expect(stepsOf(failover, built, at(24) - 1)).toEqual(BACK);
    expect(stepsOf(failover, built, at(24))).toEqual([]);
  });

  const WINDOW = { failbackWindowStart: 22, failbackWindowEnd: 23 };

  test.each<[string, BuiltState, readonly string[], number | undefined]>([
    [
      'drained, and resumed at once',
      resumed(group(WINDOW).moves('a', 'b', 'drain'), 'immediate'),
      BACK,
      undefined,
    ],
    [
      'drained, and resumed by policy',
      resumed(group(WINDOW).moves('a', 'b', 'drain'), 'policy'),
      [],
      at(22),
    ],
    [
      'failed over from a node that was resumed at once',
      resumed(group(WINDOW).moves('a', 'b', 'failover'), 'immediate'),
      [],
      at(22),
    ],
  ])('outside the window, a group that was %s', (_, built, steps, due) => {
    expect([stepsOf(failover, built, at(5)), dueOf(failover, built, at(5))]).toEqual([steps, due]);
  });
});
