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
} from '#testing/processes';

import { groupOperation } from './group-operation.js';

const HOUR = 3_600_000;

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
      'an attempt begins after the last fence of the group',
      begun('online'),
      ['BeginOnline s < GroupFenced a 1', 'BeginOnline r < GroupFenced a 1'],
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
