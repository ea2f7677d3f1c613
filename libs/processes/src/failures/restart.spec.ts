import { describe, expect, test } from '@jest/globals';

import { NEVER, type OpenGroup, type OpenResource, type ResourceProperties } from '#domain';
import { BuiltState } from '#testing/processes';

import { restartOutlook, type RestartOutlook } from './restart.js';

const HOUR = 3_600_000;

const one = (built: BuiltState, now: number): RestartOutlook => {
  const resource = built.clusterState.resource(BuiltState.resource('r')) as OpenResource;
  return restartOutlook(resource, built.clusterState.group(BuiltState.GROUP) as OpenGroup, now);
};

const onA = (properties: Partial<ResourceProperties> = {}): BuiltState =>
  new BuiltState({ a: 'Up', b: 'Up' }).group('a').member('r', properties);

const TO_B = {
  operation: 'move' as never,
  from: BuiltState.node('a'),
  to: BuiltState.node('b'),
  epoch: 1,
};

type Expected = Partial<RestartOutlook>;

describe('given these failures, a resource whose persistent state is Online', () => {
  test.each<[string, BuiltState, number, Expected]>([
    ['none', onA(), 0, { failures: 0, restartsLeft: 3, restartAt: undefined }],
    ['one', onA().fails('r', 'a', 10), 10, { failures: 1, restartsLeft: 2, restartAt: 510 }],
    ['three', onA().fails('r', 'a', 0, 1, 2), 2, { failures: 3, restartsLeft: 0, restartAt: 502 }],
    [
      'one more than the threshold',
      onA().fails('r', 'a', 0, 1, 2, 3),
      3,
      { failures: 4, restartsLeft: 0, restartAt: undefined, retryAt: 3 + HOUR, escalatedAt: 3 },
    ],
    [
      'the same an hour later: the period counts back from the last failure',
      onA().fails('r', 'a', 0, 1, 2, 3),
      3 + HOUR,
      { failures: 4, retryAt: 3 + HOUR, escalatedAt: 3 },
    ],
    [
      'the same number over more than the period',
      onA().fails('r', 'a', 0, 1, 2, 900_000),
      900_000,
      { failures: 3, restartAt: 900_500 },
    ],
    [
      'the same number within a millisecond less than the period',
      onA().fails('r', 'a', 0, 1, 2, 899_999),
      899_999,
      { failures: 4, restartAt: undefined },
    ],
    [
      'action 1',
      onA({ restartAction: 1 }).fails('r', 'a', 0, 1, 2, 3),
      3,
      { retryAt: 3 + HOUR, escalatedAt: undefined },
    ],
    [
      'action 0',
      onA({ restartAction: 0 }).fails('r', 'a', 0),
      0,
      { failures: 1, restartsLeft: 0, restartAt: undefined, retryAt: undefined },
    ],
    [
      'threshold 0',
      onA({ restartThreshold: 0 }).fails('r', 'a', 5),
      5,
      { restartAt: undefined, escalatedAt: 5 },
    ],
    [
      'no retry',
      onA({ restartThreshold: 0, retryPeriodOnFailure: NEVER }).fails('r', 'a', 5),
      5,
      { retryAt: undefined, escalatedAt: 5 },
    ],
    [
      'the longest retry',
      onA({ restartThreshold: 0, retryPeriodOnFailure: NEVER - 1 }).fails('r', 'a', 5),
      5,
      { retryAt: 5 + NEVER - 1 },
    ],
    [
      'a period of zero: each failure counts alone',
      onA({ restartPeriod: 0 }).fails('r', 'a', 1, 2, 3, 4, 5),
      5,
      { failures: 1, restartAt: 505 },
    ],
    [
      'a period of zero, threshold 0: a failure counts itself',
      onA({ restartPeriod: 0, restartThreshold: 0 }).fails('r', 'a', 5),
      5,
      { failures: 1, escalatedAt: 5 },
    ],
    [
      'a threshold of 150 that is reached',
      onA({ restartThreshold: 150 }).fails('r', 'a', ...Array.from({ length: 150 }, (_, at) => at)),
      149,
      { failures: 150, restartAt: 649 },
    ],
    [
      'a threshold of 150 that is exceeded',
      onA({ restartThreshold: 150 }).fails('r', 'a', ...Array.from({ length: 151 }, (_, at) => at)),
      150,
      { failures: 151, restartAt: undefined, escalatedAt: 150 },
    ],
    [
      'on another node before',
      onA().fails('r', 'a', 0, 1, 2, 3).moves('a', 'b', 'failover', 3).fails('r', 'b', 4),
      4,
      { failures: 1, restartAt: 504 },
    ],
    [
      'here, before a stay of the group elsewhere, where the resource was not tried',
      onA()
        .fails('r', 'a', 0, 1, 2)
        .moves('a', 'b', 'operator')
        .moves('b', 'a', 'operator')
        .fails('r', 'a', 4),
      4,
      { failures: 1, restartAt: 504 },
    ],
    [
      'on another node, and not yet here',
      onA().fails('r', 'a', 0, 1, 2, 3).moves('a', 'b', 'operator'),
      3,
      { failures: 0, restartsLeft: 3, restartAt: 503 },
    ],
    [
      'on the node that its group was leaving',
      onA()
        .record('group', 'g', { type: 'GroupMoveStarted', data: { ...TO_B, reason: 'operator' } })
        .fails('r', 'a', 0, 1)
        .record('group', 'g', { type: 'GroupOwnerChanged', data: TO_B })
        .fails('r', 'b', 2),
      2,
      { failures: 1, restartAt: 502 },
    ],
    [
      'after an operator brought it online',
      onA().fails('r', 'a', 0, 1, 2).pending('r', 'a', { persist: true }).fails('r', 'a', 3),
      3,
      { failures: 1, restartAt: 503 },
    ],
    [
      'while the clock goes back a little: as recent as before',
      onA().fails('r', 'a', 10, 11, 12, 8),
      8,
      { failures: 4, escalatedAt: 8 },
    ],
    [
      'before the clock went back by more than the delay: the restart is due',
      onA().fails('r', 'a', 100_000),
      50_000,
      { failures: 1, restartAt: 50_000 },
    ],
    [
      'before the clock went back by less than the delay: the restart waits',
      onA().fails('r', 'a', 100_000),
      99_600,
      { restartAt: 100_500 },
    ],
  ])('%s', (_, built, now, expected) => {
    expect(one(built, now)).toMatchObject(expected);
  });

  test('a resource that is Online again counts failures that are younger than the period', () => {
    const built = onA().fails('r', 'a', 0, 100_000).pending('r', 'a').online('r', 'a');
    const at = (now: number): unknown => {
      const { failures, restartsLeft, restartAt } = one(built, now);
      return [failures, restartsLeft, restartAt];
    };
    expect([at(100_000), at(900_000), at(1_000_000)]).toEqual([
      [2, 1, undefined],
      [1, 2, undefined],
      [0, 3, undefined],
    ]);
  });

  test('a resource whose persistent state is Offline is not restarted', () => {
    const built = onA()
      .fails('r', 'a', 0)
      .record('resource', 'r', {
        type: 'ResourceConfigured',
        data: { persistentState: 'Offline' },
      });
    expect(one(built, 0)).toMatchObject({ restartAt: undefined, retryAt: undefined });
  });
});
