import { expect, test } from '@jest/globals';

import { type CheckpointId, type DomainEvent } from '#domain';
import { stepsOf, BuiltState } from '#testing/processes';

import { clobberWithdrawal } from './clobber-withdrawal.js';

const R = BuiltState.resource('r');
const S = BuiltState.resource('s');
const KEY = 'SOFTWARE\\K';

const added = (checkpoint: string) =>
  ({
    type: 'RegistryCheckpointAdded',
    data: {
      checkpoint: checkpoint as CheckpointId,
      key: KEY,
      view: '64-bit',
      effectiveKey: KEY,
    },
  }) as const;

/** Resources `r` and `s`, in this order, have a checkpoint on one key. */
const both = (): BuiltState =>
  new BuiltState({ a: 'Up' })
    .group('a')
    .member('r')
    .member('s')
    .record('cluster', 'c', { type: 'ClusterConfigured', data: { clobberPolicy: 'deny' } })
    .record('resource', 'r', added('of r'))
    .record('resource', 's', added('of s'));

test('the later one of two checkpoints on one key is withdrawn', () => {
  const { clusterState } = both();
  expect([...clobberWithdrawal.all(clusterState)]).toEqual(['of s']);
  expect(clobberWithdrawal.next(clusterState, 'of r', { phase: 'following', now: 0 })).toEqual([]);
  expect(
    clobberWithdrawal.next(clusterState, 'of s', { phase: 'following', now: 0 }),
  ).toMatchObject([
    {
      kind: 'resource',
      id: S,
      rule: 'R6',
      command: { type: 'WithdrawRegistryCheckpoint', data: { checkpoint: 'of s' } },
      cause: { eventId: 'RegistryCheckpointAdded s 1' },
    },
  ]);
});

test('once', () => {
  const data = { checkpoint: 'of s' as CheckpointId, key: KEY, reason: 'clobber' } as const;
  const built = both().record('resource', 's', { type: 'RegistryCheckpointDeleted', data });
  expect(stepsOf(clobberWithdrawal, built, 0, 'of s')).toEqual([]);
});

test('as soon as it was added', () => {
  const { clusterState } = both();
  const occurrence = { eventId: '', position: '0', operation: '', recordedAt: 0 };
  const keys = (id: string, event: DomainEvent['event']): readonly string[] => [
    ...clobberWithdrawal.affected(
      { kind: 'resource', id, revision: 9, occurrence, event } as DomainEvent,
      clusterState,
    ),
  ];
  expect(keys(S, added('of s'))).toEqual(['of s']);
  expect(keys(R, added('of r'))).toEqual([]);
});
