import { describe, test } from '@jest/globals';

import {
  ALL_UP,
  attempt,
  begun,
  ended,
  expectCauses,
  needs,
  onlineOn,
  OPERATION,
  two,
  type Row,
  BuiltState,
} from '#testing/processes';

import { failover } from './failover.js';

const HOUR = 3_600_000;
const BEYOND = [0, 1, 2, 3] as const;

describe('an automatic step of a group', () => {
  test.each<Row>([
    [
      'a restart after its delay follows from the failure that set the alarm',
      onlineOn(two(), 's').fails('r', 'a', 10),
      ['StartGroupOperation g < ResourceFailed r 2'],
      undefined,
      HOUR,
    ],
    [
      'a restart follows from the end of the operation, if the failure was a part of it',
      ended(begun('online', two().fails('r', 'a', 10))),
      ['StartGroupOperation g < GroupOperationFailed g 4'],
      undefined,
      HOUR,
    ],
    [
      'a change of the policy sets the alarm anew',
      two()
        .fails('r', 'a', 10)
        .record('resource', 'r', { type: 'ResourceConfigured', data: { restartDelay: 5 } }),
      ['StartGroupOperation g < ResourceConfigured r 3'],
      undefined,
      HOUR,
    ],
    [
      'another setting does not',
      two()
        .fails('r', 'a', 10)
        .record('resource', 'r', { type: 'ResourceConfigured', data: { pendingTimeout: 5 } }),
      ['StartGroupOperation g < ResourceFailed r 2'],
      undefined,
      HOUR,
    ],
    [
      'a failover follows from the failure beyond the threshold',
      two().fails('r', 'a', ...BEYOND),
      ['StartGroupMove g < ResourceFailed r 8'],
    ],
    [
      'a failover follows from the return of its destination',
      two({ a: 'Up', b: 'Down' })
        .fails('r', 'a', ...BEYOND)
        .record('node', 'b', { type: 'NodeStarted', data: { operation: OPERATION } }),
      ['StartGroupMove g < NodeStarted b 2'],
    ],
    [
      'resources are lost with their node',
      onlineOn(two(), 'r').record('node', 'a', {
        type: 'NodeCrashed',
        data: { operation: OPERATION },
      }),
      ['MarkResourceLost r < NodeCrashed a 1'],
    ],
    [
      'a group leaves a lost node after its last resource is lost',
      onlineOn(two(), 'r')
        .record('node', 'a', { type: 'NodeCrashed', data: { operation: OPERATION } })
        .record('resource', 'r', {
          type: 'ResourceOffline',
          data: { ...attempt, nodeRevision: 1, crash: true },
        }),
      ['StartGroupMove g < ResourceOffline r 3'],
    ],
    [
      'a group leaves a lost node after the return of another node',
      two({ a: 'crashed', b: 'Down' }).record('node', 'b', {
        type: 'NodeStarted',
        data: { operation: OPERATION },
      }),
      ['StartGroupMove g < NodeStarted b 2'],
    ],
    [
      'a group leaves a lost node that it was opened on',
      two({ a: 'crashed', b: 'Up' }),
      ['StartGroupMove g < GroupOpened g 0'],
    ],
    [
      'a dependent goes offline after its provider',
      onlineOn(onlineOn(needs(two()), 's'), 'r').record('resource', 's', {
        type: 'ResourceFailed',
        data: { ...attempt, nodeRevision: 1, reason: '', at: 0 },
      }),
      ['StartGroupOperation g < ResourceFailed s 3'],
    ],
    [
      'resources come back with their node',
      onlineOn(two(), 'r')
        .record('node', 'a', { type: 'NodeCrashed', data: { operation: OPERATION } })
        .record('resource', 'r', {
          type: 'ResourceOffline',
          data: { ...attempt, nodeRevision: 1, crash: true },
        })
        .record('node', 'a', { type: 'NodeStarted', data: { operation: OPERATION } }),
      ['StartGroupOperation g < NodeStarted a 2'],
    ],
    [
      'a failback follows from the return of the better node',
      new BuiltState(ALL_UP)
        .group('a', ['a'], { autoFailbackType: 1 })
        .member('r')
        .moves('a', 'b', 'failover')
        .record('node', 'a', { type: 'NodeStarted', data: { operation: OPERATION } }),
      ['StartGroupMove g < NodeStarted a 1'],
    ],
    [
      'a failback whose node was up all the time follows from the end of the move',
      new BuiltState(ALL_UP)
        .group('a', ['a'], { autoFailbackType: 1 })
        .member('r')
        .moves('a', 'b', 'failover'),
      ['StartGroupMove g < GroupMoveCompleted g 4'],
    ],
  ])('%s', expectCauses(failover));
});
