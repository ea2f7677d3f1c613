import { expect, test } from '@jest/globals';

import { ABSENT_CONTAINER, type CheckpointId, type KeyId } from '#domain';
import { idOf, BuiltState } from '#testing/processes';

import { hasSealed, sealedThings } from './master-key.js';

const NAME = { type: 24, provider: 'P', container: 'C' };
const CHECKPOINT = idOf('crypto') as CheckpointId;

/** A checkpoint with one capture for each fingerprint. */
const captured = (...fingerprints: readonly string[]): BuiltState => {
  const told = new BuiltState({ a: 'Up' });
  const group = BuiltState.GROUP;
  const resource = BuiltState.resource('r');
  const type = 'Generic Service';
  told.record('cluster', 'c', {
    type: 'ResourceAdded',
    data: { resource, name: 'R', type, group },
  });
  told.record('resource', 'r', { type: 'ResourceOpened', data: { type, group } });
  told.record('resource', 'r', {
    type: 'CryptoCheckpointAdded',
    data: { checkpoint: CHECKPOINT, name: '24\\P\\C', ...NAME },
  });
  for (const [index, fingerprint] of fingerprints.entries())
    told.record('resource', 'r', {
      type: 'CryptoCheckpointCaptured',
      data: {
        ...{ checkpoint: CHECKPOINT, number: index + 1, reason: 'changed', fingerprint },
        source: { node: BuiltState.node('a'), nodeRevision: index },
        ...(fingerprint !== ABSENT_CONTAINER && { key: idOf(fingerprint) as KeyId }),
      },
    });
  return told;
};

test('the last capture of a checkpoint is sealed, if it is a capture of keys', () => {
  expect(sealedThings(captured('one', 'two').clusterState)).toMatchObject([{ fingerprint: 'two' }]);
  expect(sealedThings(captured('one', ABSENT_CONTAINER).clusterState)).toEqual([]);
});

test('earlier captures are sealed too, if the last one is of no container', () => {
  expect(hasSealed(captured('one', ABSENT_CONTAINER).clusterState)).toBe(true);
  expect(hasSealed(captured(ABSENT_CONTAINER).clusterState)).toBe(false);
  expect(hasSealed(captured().clusterState)).toBe(false);
});
