import { expect, test } from '@jest/globals';

import { type CheckpointId, type DomainEvent } from '#domain';
import { stepsOf, ToldState } from '#testing/processes';

import { clobberWithdrawal } from './clobber-withdrawal.js';

const R = ToldState.resource('r');
const S = ToldState.resource('s');
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

/** Both have a checkpoint on one key, `s` after `r`. */
const both = (): ToldState =>
  new ToldState({ a: 'Up' })
    .group('a')
    .member('r')
    .member('s')
    .tell('cluster', 'c', { type: 'ClusterConfigured', data: { clobberPolicy: 'deny' } })
    .tell('resource', 'r', added('of r'))
    .tell('resource', 's', added('of s'));

test('of two checkpoints on one key the later one is withdrawn', () => {
  const { clusterState } = both();
  expect([...clobberWithdrawal.all(clusterState)]).toEqual(['of s']);
  expect(clobberWithdrawal.next(clusterState, 'of r', { phase: 'following', now: 0 })).toEqual([]);
  expect(clobberWithdrawal.next(clusterState, 'of s', { phase: 'following', now: 0 })).toEqual([
    {
      kind: 'resource',
      id: S,
      rule: 'R6',
      command: { type: 'WithdrawRegistryCheckpoint', data: { checkpoint: 'of s' } },
    },
  ]);
});

test('once', () => {
  const data = { checkpoint: 'of s' as CheckpointId, key: KEY, reason: 'clobber' } as const;
  const told = both().tell('resource', 's', { type: 'RegistryCheckpointDeleted', data });
  expect(stepsOf(clobberWithdrawal, told, 0, 'of s')).toEqual([]);
});

test('as soon as it was added', () => {
  const { clusterState } = both();
  const occurrence = { eventId: '', position: '0', recordedAt: 0 };
  const keys = (id: string, event: DomainEvent['event']): readonly string[] => [
    ...clobberWithdrawal.affected(
      { kind: 'resource', id, revision: 9, occurrence, event } as DomainEvent,
      clusterState,
    ),
  ];
  expect(keys(S, added('of s'))).toEqual(['of s']);
  expect(keys(R, added('of r'))).toEqual([]);
});
