import { describe, test } from '@jest/globals';

import {
  ALL_UP,
  attempt,
  begun,
  expectCauses,
  needs,
  onlineIn,
  OPERATION,
  pendingIn,
  two,
  type Row,
  BuiltState,
  onlineOn,
} from '#testing/processes';

import { groupOperation } from './group-operation.js';

const HOUR = 3_600_000;

/** `r` moves to `b`, which owns the group by now. */
const arrived = (): BuiltState => {
  const built = onlineOn(new BuiltState(ALL_UP).group('a').member('r'), 'r');
  const [from, to] = [BuiltState.node('a'), BuiltState.node('b')];
  const move = { operation: OPERATION, from, to, epoch: 1 };
  const fenced = { group: BuiltState.GROUP, epoch: 1 };
  return built
    .record('group', 'g', { type: 'GroupMoveStarted', data: move })
    .record('resource', 'r', { type: 'ResourceFenced', data: { epoch: 1 } })
    .record('node', 'a', { type: 'GroupFenced', data: fenced })
    .record('resource', 'r', {
      type: 'ResourceOffline',
      data: { ...attempt, nodeRevision: 1 },
    })
    .record('group', 'g', { type: 'GroupOwnerChanged', data: move })
    .record('node', 'b', { type: 'GroupFenced', data: fenced });
};

describe('a step of a group operation', () => {
  test.each<Row>([
    [
      'a fence follows from the start of the operation',
      two().record('group', 'g', {
        type: 'GroupOperationStarted',
        data: { operation: OPERATION, kind: 'online', resources: [], epoch: 1, persist: true },
      }),
      [
        'FenceResource r < GroupOperationStarted g 3',
        'FenceResource s < GroupOperationStarted g 3',
        'FenceGroup a < GroupOperationStarted g 3',
      ],
    ],
    [
      'an attempt begins after the fence of its resource',
      begun('online'),
      ['BeginOnline s < ResourceFenced s 1', 'BeginOnline r < ResourceFenced r 1'],
    ],
    [
      'on its new node a resource begins to come online after the fence there',
      arrived(),
      ['BeginOnline r < GroupFenced b 1'],
    ],
    [
      'each attempt goes on after its own last event',
      pendingIn(pendingIn(begun('online'), 'r'), 's'),
      [
        'CompleteOnline s < ResourceOnlinePending s 2',
        'CompleteOnline r < ResourceOnlinePending r 2',
      ],
    ],
    [
      'a resource that waited for its provider names its own last event',
      onlineIn(pendingIn(begun('online', needs(two())), 's'), 's'),
      ['BeginOnline r < ResourceFenced r 1'],
    ],
    [
      'the operation ends after the last event of its resources',
      onlineIn(onlineIn(pendingIn(pendingIn(begun('online'), 'r'), 's'), 's'), 'r'),
      ['CompleteGroupOperation g < ResourceOnline r 3'],
    ],
    [
      'the operation fails with its last resource',
      pendingIn(onlineIn(pendingIn(begun('online'), 's'), 's'), 'r').record('resource', 'r', {
        type: 'ResourceFailed',
        data: { ...attempt, nodeRevision: 1, reason: '' },
      }),
      ['FailGroupOperation g < ResourceFailed r 3'],
    ],
    [
      'the operation fails after the loss of its node',
      begun('online').record('node', 'a', { type: 'NodeCrashed', data: { operation: OPERATION } }),
      ['FailGroupOperation g < NodeCrashed a 2'],
    ],
    [
      'a silent supervisor: the alarm was set by the attempt',
      pendingIn(
        begun('online', new BuiltState(ALL_UP).group('a').member('r', { handler: 'external' })),
        'r',
      ),
      ['FailOnline r < ResourceOnlinePending r 2'],
      undefined,
      HOUR,
    ],
  ])('%s', expectCauses(groupOperation));
});
