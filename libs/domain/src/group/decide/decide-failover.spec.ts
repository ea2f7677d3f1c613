import { describe, expect, test } from '@jest/globals';

import { specify } from '../../../testing/specify.js';
import {
  APP,
  FIRST,
  groupOpened,
  member,
  NODE_A,
  NODE_B,
  SECOND,
} from '../../../testing/stories.js';
import { type DataOf } from '../../vocabulary/message.js';
import { type GroupCommand } from '../commands.js';
import { group } from '../decide.js';
import { type GroupEvent } from '../events.js';
import { failoversAt } from '../failovers.js';
import { type OpenGroup } from '../state.js';

const HOUR = 3_600_000;
const spec = specify(group);

const moved = (counted?: { at: number; nodeRevision?: number }): readonly GroupEvent[] => {
  const data = { operation: FIRST, from: NODE_A, to: NODE_B, epoch: 1 };
  return [
    { type: 'GroupMoveStarted', data: { ...data, reason: 'failover' } },
    ...(counted === undefined
      ? []
      : [{ type: 'GroupFailoverCounted', data: { operation: FIRST, ...counted } } as const]),
    { type: 'GroupOwnerChanged', data },
    { type: 'GroupMoveCompleted', data: { operation: FIRST, epoch: 1 } },
  ];
};

const failover = (more: Partial<DataOf<GroupCommand, 'StartGroupMove'>>): GroupCommand => ({
  type: 'StartGroupMove',
  data: { operation: SECOND, to: NODE_A, reason: 'failover', ...more },
});

const started = {
  operation: SECOND,
  from: NODE_B,
  to: NODE_A,
  epoch: 2,
  reason: 'failover',
} as const;

describe('a failover', () => {
  test('is counted at the time of the failure, with the node that the group leaves', () => {
    const counted = { at: 7, nodeRevision: 3 };
    spec
      .given(groupOpened, ...moved())
      .when(failover({ failover: { limit: 1, ...counted } }))
      .then(
        { type: 'GroupMoveStarted', data: started },
        { type: 'GroupFailoverCounted', data: { operation: SECOND, ...counted } },
      );
  });

  test.each([
    ['one less than the limit', 2, 7, true],
    ['as many as the limit', 1, 7, false],
    ['a limit of zero', 0, 7 * HOUR, false],
    ['another one that is a millisecond younger than the period', 1, 6 * HOUR + 4, false],
    ['another one that is as old as the period', 1, 6 * HOUR + 5, true],
    ['a clock that went back by less than the period', 1, 5 - HOUR, false],
    ['a clock that went back by the period', 1, 5 - 6 * HOUR, true],
  ])('of a group that has failed over once: %s', (_, limit, at, goes) => {
    const asked = spec
      .given(groupOpened, ...moved({ at: 5 }))
      .when(failover({ failover: { at, limit } }));
    if (!goes) asked.decidesNothing();
    else
      asked.then(
        { type: 'GroupMoveStarted', data: started },
        { type: 'GroupFailoverCounted', data: { operation: SECOND, at } },
      );
  });

  test('after a crash is not counted, and not refused', () => {
    spec
      .given(groupOpened, ...moved({ at: 5 }))
      .when(failover({}))
      .then({ type: 'GroupMoveStarted', data: started });
  });
});

describe('a late command of a process begins nothing', () => {
  test.each([[0], [2]])('the process has seen epoch %d, and the group is at epoch 1', (after) => {
    spec
      .given(groupOpened, ...moved())
      .when(failover({ after }))
      .decidesNothing();
    const data = {
      operation: SECOND,
      kind: 'restart',
      resources: [APP],
      persist: false,
      after,
    } as const;
    spec
      .given(groupOpened, member(APP), ...moved())
      .when({ type: 'StartGroupOperation', data })
      .decidesNothing();
  });

  test('the process has seen the present epoch', () => {
    spec
      .given(groupOpened, ...moved())
      .when(failover({ after: 1 }))
      .then({ type: 'GroupMoveStarted', data: started });
  });
});

describe('the memory of failovers', () => {
  const fold = (...events: readonly GroupEvent[]): OpenGroup =>
    [groupOpened, ...events].reduce(group.evolve, group.initial) as OpenGroup;

  test('has the arrival of the group, and the nodes on which resources failed', () => {
    const { arrivedIn, displacedBy } = fold(...moved({ at: 5, nodeRevision: 3 }));
    expect([arrivedIn, displacedBy]).toEqual([
      1,
      { reason: 'failover', from: NODE_A, failedOn: new Map([[NODE_A, 3]]) },
    ]);
  });

  test('opens from a log whose events do not name nodes', () => {
    const state = fold(...moved({ at: 5 }));
    expect([failoversAt(5, state), state.displacedBy?.failedOn.size]).toEqual([1, 0]);
  });

  test('has a thousand failovers', () => {
    const many = Array.from({ length: 1000 }, (_, at) => moved({ at })).flat();
    expect(failoversAt(1000, fold(...many))).toBe(1000);
  });

  test('counts none in a period of zero', () => {
    const state = fold(
      { type: 'GroupConfigured', data: { failoverPeriod: 0 } },
      ...moved({ at: 5 }),
    );
    expect(failoversAt(5, state)).toBe(0);
  });
});
