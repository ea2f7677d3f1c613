import { describe, expect, test } from '@jest/globals';

import { type GroupPolicy } from '#domain';
import { dueOf, idOf, stepsOf, BuiltState, type NodeIs } from '#testing/processes';

import { failover } from './failover.js';

const HOUR = 3_600_000;
const ALL_UP = { a: 'Up', b: 'Up', c: 'Up' } as const;
const BEYOND = [0, 1, 2, 3] as const;

/** A group on `a` with one resource, `r`. */
const on = (
  nodes: Readonly<Record<string, NodeIs>> = ALL_UP,
  policy: Partial<GroupPolicy> = {},
): BuiltState => new BuiltState(nodes).group('a', [], policy).member('r');

const operation = (built: BuiltState): BuiltState =>
  built.record('group', 'g', {
    type: 'GroupOperationStarted',
    data: {
      operation: idOf('busy') as never,
      kind: 'online',
      resources: [BuiltState.resource('r')],
      epoch: 1,
      persist: true,
    },
  });

describe('a group in this state has these steps', () => {
  test.each<[string, BuiltState, number, readonly string[], number | undefined]>([
    ['no failure', on().pending('r', 'a', { persist: true }).online('r', 'a'), 0, [], undefined],
    ['failed, before the delay is over', on().fails('r', 'a', 10), 509, [], 510],
    [
      'failed, and the delay is over',
      on().fails('r', 'a', 10),
      510,
      ['StartGroupOperation g restart r'],
      undefined,
    ],
    [
      'failed, but an operation is under way',
      operation(on().fails('r', 'a', 10)),
      510,
      [],
      undefined,
    ],
    [
      'failed beyond the threshold',
      on().fails('r', 'a', ...BEYOND),
      3,
      ['StartGroupMove g b failover'],
      undefined,
    ],
    [
      'the same, later: a failover has no deadline',
      on().fails('r', 'a', ...BEYOND),
      100_000_000,
      ['StartGroupMove g b failover'],
      undefined,
    ],
    [
      'the same, the next node is paused',
      on({ a: 'Up', b: 'Paused', c: 'Up' }).fails('r', 'a', ...BEYOND),
      3,
      ['StartGroupMove g c failover'],
      undefined,
    ],
    [
      'the same, no other node is up',
      on({ a: 'Up', b: 'Down', c: 'draining' }).fails('r', 'a', ...BEYOND),
      3,
      [],
      3 + HOUR,
    ],
    [
      'the same, and the retry is due',
      on({ a: 'Up', b: 'Down' }).fails('r', 'a', ...BEYOND),
      3 + HOUR,
      ['StartGroupOperation g restart r'],
      undefined,
    ],
    [
      'the same, its own node is paused: no resource comes online there',
      on({ a: 'Paused', b: 'Up' }).fails('r', 'a', ...BEYOND),
      3 + HOUR,
      [],
      undefined,
    ],
    [
      'failed over once, and beyond the threshold again: the next one down the list',
      on()
        .fails('r', 'a', ...BEYOND)
        .moves('a', 'b', 'failover', 3)
        .fails('r', 'b', ...BEYOND),
      3,
      ['StartGroupMove g c failover'],
      undefined,
    ],
    [
      'failed over as often as there are other nodes',
      on()
        .fails('r', 'a', ...BEYOND)
        .moves('a', 'b', 'failover', 3)
        .moves('b', 'c', 'failover', 3)
        .fails('r', 'c', ...BEYOND),
      3,
      [],
      3 + HOUR,
    ],
    [
      'the same, and the failover period is over when it fails',
      on()
        .moves('a', 'b', 'failover', 0)
        .moves('b', 'c', 'failover', 1)
        .fails('r', 'c', 6 * HOUR, 6 * HOUR, 6 * HOUR, 6 * HOUR),
      6 * HOUR,
      ['StartGroupMove g a failover'],
      undefined,
    ],
    [
      'the failover period ends later: time alone moves no group',
      on()
        .moves('a', 'b', 'failover', 0)
        .moves('b', 'c', 'failover', 0)
        .fails('r', 'c', 1, 1, 1, 1),
      6 * HOUR + 1,
      ['StartGroupOperation g restart r'],
      undefined,
    ],
    [
      'failovers after a crash do not count',
      on()
        .moves('a', 'b', 'failover')
        .moves('b', 'c', 'failover')
        .fails('r', 'c', ...BEYOND),
      3,
      ['StartGroupMove g a failover'],
      undefined,
    ],
    [
      'only nodes that could host the group now count for the limit',
      on({ a: 'Up', b: 'Up', c: 'Down' })
        .moves('a', 'b', 'failover', 0)
        .fails('r', 'b', ...BEYOND),
      3,
      [],
      3 + HOUR,
    ],
    [
      'a threshold of its own is the limit, for any number of nodes',
      on({ a: 'Up', b: 'Up' }, { failoverThreshold: 2 })
        .moves('a', 'b', 'failover', 0)
        .fails('r', 'b', ...BEYOND),
      3,
      ['StartGroupMove g a failover'],
      undefined,
    ],
    [
      'the same, reached',
      on({ a: 'Up', b: 'Up' }, { failoverThreshold: 1 })
        .moves('a', 'b', 'failover', 0)
        .fails('r', 'b', ...BEYOND),
      3,
      [],
      3 + HOUR,
    ],
    [
      'threshold 0 never fails over',
      on(ALL_UP, { failoverThreshold: 0 }).fails('r', 'a', ...BEYOND),
      3,
      [],
      3 + HOUR,
    ],
    [
      'its node is down: to the next one down the list, not to the first',
      on({ a: 'Up', b: 'Down', c: 'Up' }).moves('a', 'b', 'operator'),
      0,
      ['StartGroupMove g c failover'],
      undefined,
    ],
    [
      'the same at the limit of failovers: a crash is never refused',
      on({ a: 'Up', b: 'Up', c: 'Down' })
        .moves('a', 'b', 'failover', 0)
        .moves('b', 'c', 'failover', 0),
      0,
      ['StartGroupMove g a failover'],
      undefined,
    ],
    [
      'another resource that failed beyond the threshold is not restarted with this one',
      on({ a: 'Up' })
        .member('s')
        .fails('s', 'a', ...BEYOND)
        .fails('r', 'a', 3),
      503,
      ['StartGroupOperation g restart r'],
      3 + HOUR,
    ],
  ])('%s', (_, built, now, steps, due) => {
    expect([stepsOf(failover, built, now), dueOf(failover, built, now)]).toEqual([steps, due]);
  });
});
