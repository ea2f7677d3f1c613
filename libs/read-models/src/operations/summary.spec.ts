import { expect, test } from '@jest/globals';

import { toPosition, type Recorded } from '#event-store';

import { summaryOf } from './summary.js';

type Told = readonly [type: string, stream: string, data?: object];

/** The summary of an operation with these events. */
const told = (events: readonly Recorded[]): ReturnType<typeof summaryOf> => {
  const [first] = events as readonly [Recorded];
  return summaryOf('id', first, events);
};

/** Events of one operation, at positions from 1, each a second after the one before. */
const operation = (...told: readonly Told[]): readonly Recorded[] =>
  told.map(
    ([type, stream, data = {}], at) =>
      ({
        position: toPosition(BigInt(at + 1)),
        recordedAt: new Date(1000 * (at + 1)),
        ...{ stream: `c-${stream}`, event: { type, data } },
        metadata: { actor: 'ann', command: { type: 'Command' } },
      }) as unknown as Recorded,
  );

const CAPTURED: Told = ['RegistryCheckpointCaptured', 'resource-app'];
const MOVED: Told = ['GroupMoveStarted', 'group-g', { from: 'a', to: 'b' }];

test.each<[string, readonly Told[], string, number | undefined]>([
  ['an edit', [['RegistryChanged', 'node-a']], 'completed', 1],
  ['an edit with captures', [['RegistryChanged', 'node-a'], CAPTURED, CAPTURED], 'completed', 1],
  ['the parts of an import', [['RegistryChangesStaged', 'node-a']], 'running', undefined],
  [
    'a whole import',
    [['RegistryChangesStaged', 'node-a'], ['RegistryChanged', 'node-a'], CAPTURED],
    'completed',
    2,
  ],
  ['a restore by command', [['RegistryRestored', 'node-a'], CAPTURED], 'completed', 1],
  [
    'a refused restore by command',
    [['RegistryCheckpointRestoreFailed', 'resource-app', { reason: 'held' }]],
    'failed',
    1,
  ],
  [
    'a key container',
    [
      ['KeyMaterialSealed', 'key-k'],
      ['KeyContainerStored', 'node-a'],
      ['KeyMaterialErased', 'key-j'],
    ],
    'completed',
    2,
  ],
  [
    'a creation',
    [
      ['GroupAdded', 'cluster'],
      ['GroupOpened', 'group-g'],
    ],
    'completed',
    1,
  ],
  ['a removal that has begun', [['GroupMemberRemovalStarted', 'group-g']], 'running', undefined],
  [
    'a removal that is given up',
    [
      ['GroupMemberRemovalStarted', 'group-g'],
      ['GroupMemberRemovalAbandoned', 'group-g'],
    ],
    'failed',
    2,
  ],
  [
    'an eviction that is given up',
    [
      ['NodeEvictionStarted', 'node-a'],
      ['NodeEvictionAbandoned', 'node-a'],
    ],
    'failed',
    2,
  ],
  ['a move that has begun', [MOVED, CAPTURED], 'running', undefined],
  ['a move', [MOVED, ['GroupMoveCompleted', 'group-g'], CAPTURED], 'completed', 2],
  ['a denied move', [MOVED, ['GroupMoveDenied', 'group-g']], 'failed', 2],
  ['a crash without groups', [['NodeCrashed', 'node-a']], 'completed', 1],
  ['a crash whose groups move', [['NodeCrashed', 'node-a'], MOVED], 'running', undefined],
  [
    'a crash whose groups have moved',
    [['NodeCrashed', 'node-a'], MOVED, ['GroupMoveCompleted', 'group-g'], CAPTURED],
    'completed',
    3,
  ],
  [
    'a drain with a group that fails',
    [
      ['DrainStarted', 'node-a', { purpose: 'drain' }],
      MOVED,
      ['GroupMoveFailed', 'group-g'],
      ['DrainCompleted', 'node-a', { status: 'Failed' }],
    ],
    'failed',
    4,
  ],
])('%s is told as of its end', (_, own, status, end) => {
  const events = operation(...own);
  const summary = told(events);
  expect([summary.status, summary.end && Number(summary.end)]).toEqual([status, end]);
  expect(summary.endedAt?.getTime()).toBe(end && 1000 * end);
  const whole = told(events.slice(0, end));
  expect(summary.steps).toEqual(whole.steps);
  expect(summary).toEqual(whole);
});

test('a restore that replaces the stored copy first ends with the restore', () => {
  const events = operation(CAPTURED, ['RegistryRestored', 'node-a'], CAPTURED).map((recorded) => ({
    ...recorded,
    metadata: { ...recorded.metadata, command: { id: 'c', type: 'RestoreCheckpoint' } },
  })) as readonly Recorded[];
  expect(told(events.slice(0, 1)).status).toBe('running');
  expect(told(events)).toMatchObject({ status: 'completed', end: 2n });
});

test('only a failed operation has a failure', () => {
  const failed = operation(['RegistryCheckpointRestoreFailed', 'resource-app', { reason: 'held' }]);
  expect(told(failed).failure).toBe('held');
  const moved = operation(
    MOVED,
    ['RegistryCheckpointRestoreFailed', 'resource-app', { reason: 'held' }],
    ['GroupMoveCompleted', 'group-g'],
  );
  expect(told(moved)).toMatchObject({
    ...{ status: 'completed', degraded: true, failure: undefined },
  });
});
