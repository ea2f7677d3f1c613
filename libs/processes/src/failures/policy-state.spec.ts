import { describe, expect, test } from '@jest/globals';

import { BuiltState } from '#testing/processes';

import { groupPolicyState, resourcePolicyState } from './policy-state.js';

const HOUR = 3_600_000;
const { GROUP } = BuiltState;
const R = BuiltState.resource('r');

const on = (
  nodes: ConstructorParameters<typeof BuiltState>[0] = { a: 'Up', b: 'Up', c: 'Up' },
): BuiltState => new BuiltState(nodes).group('a').member('r');

describe('the progress of a restart policy', () => {
  const progress = (built: BuiltState, now: number): unknown => {
    const { failures, restartsLeft, nextRestartAt, retryAt } =
      resourcePolicyState(built.clusterState, R, now) ?? {};
    return [failures, restartsLeft, nextRestartAt, retryAt];
  };

  test.each<[string, BuiltState, unknown]>([
    ['without a failure', on(), [0, 3, undefined, undefined]],
    ['after a failure', on().fails('r', 'a', 10), [1, 2, 510, undefined]],
    [
      'beyond the threshold, if the group may fail over',
      on().fails('r', 'a', 7, 8, 9, 10),
      [4, 0, undefined, undefined],
    ],
    [
      'beyond the threshold, if the group stays',
      on({ a: 'Up' }).fails('r', 'a', 7, 8, 9, 10),
      [4, 0, undefined, 10 + HOUR],
    ],
    [
      'on a node that can run nothing now',
      on({ a: 'Paused', b: 'Up' }).fails('r', 'a', 10),
      [1, 2, undefined, undefined],
    ],
    [
      'on such a node, beyond the threshold',
      on({ a: 'Paused' }).fails('r', 'a', 7, 8, 9, 10),
      [4, 0, undefined, undefined],
    ],
  ])('%s', (_, built, wanted) => {
    expect(progress(built, 10)).toEqual(wanted);
  });

  test('of an unknown resource, or of one without its group, is unknown', () => {
    expect(resourcePolicyState(on().clusterState, BuiltState.resource('s'), 0)).toBeUndefined();
    const closed = on().record('group', 'g', { type: 'GroupClosed', data: {} });
    expect(resourcePolicyState(closed.clusterState, R, 0)).toBeUndefined();
  });
});

describe('the progress of a failover policy', () => {
  test('has the number of failovers, those that are left, and the next node', () => {
    const built = on().moves('a', 'b', 'failover', 0);
    expect(groupPolicyState(on().clusterState, GROUP, 0)).toEqual({
      ...{ failovers: 0, failoversLeft: 2, nextNode: BuiltState.node('b') },
    });
    expect(groupPolicyState(built.clusterState, GROUP, 1)).toEqual({
      ...{ failovers: 1, failoversLeft: 1, nextNode: BuiltState.node('c') },
    });
    built.moves('b', 'c', 'failover', 1);
    expect(groupPolicyState(built.clusterState, GROUP, 2)).toEqual({
      ...{ failovers: 2, failoversLeft: 0, nextNode: undefined },
    });
  });

  test('of an unknown group is unknown', () => {
    expect(groupPolicyState(new BuiltState({ a: 'Up' }).clusterState, GROUP, 0)).toBeUndefined();
  });
});
