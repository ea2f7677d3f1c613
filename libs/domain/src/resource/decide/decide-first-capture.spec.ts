import { describe, expect, test } from '@jest/globals';

import { hashKey } from '#registry';

import { specify } from '../../../testing/specify.js';
import { beginOffline, completeOffline } from '../../../testing/state-commands.js';
import {
  attempt,
  captured,
  CHECKPOINT,
  checkpointed,
  NODE_A,
  offline,
  offlinePending,
  online,
  onlinePending,
  resourceOpened,
  SECOND,
} from '../../../testing/stories.js';
import { type DataOf } from '../../vocabulary/message.js';
import { type ResourceCommand } from '../commands.js';
import { resource } from '../decide.js';
import { type ResourceEvent } from '../events.js';
import { capturesToPin } from '../pinned-captures.js';

const ABSENT = hashKey(undefined);
const spec = specify(resource);

/** A checkpoint whose key did not exist when it was added. */
const added: readonly ResourceEvent[] = [resourceOpened, checkpointed()[0]];
const running: readonly ResourceEvent[] = [...added, onlinePending(), online()];

const capture = (
  more: Partial<DataOf<ResourceCommand, 'CaptureRegistry'>> = {},
): ResourceCommand => ({
  type: 'CaptureRegistry',
  data: {
    checkpoint: CHECKPOINT,
    reason: 'changed',
    source: { node: NODE_A, nodeRevision: 12 },
    hash: 'hash 1',
    ...more,
  },
});
const first = captured(1, { source: { node: NODE_A, nodeRevision: 12 } });

describe('a checkpoint without a capture', () => {
  test('is not pinned', () => {
    const state = added.reduce(resource.evolve, resource.initial);
    expect(state.status === 'open' && capturesToPin(state)).toEqual([]);
  });

  test('captures the key at its first change while online', () => {
    spec
      .given(...running)
      .when(capture())
      .then(first);
  });

  test('captures nothing while the resource is offline', () => {
    spec
      .given(...added)
      .when(capture())
      .decidesNothing();
  });

  test.each(['changed', 'recovered', 'clobbered', 'going-offline'] as const)(
    'never has an absent key as its first capture (%s)',
    (reason) => {
      const leaving = reason === 'going-offline';
      spec
        .given(...running, ...(leaving ? [offlinePending()] : []))
        .when(capture({ reason, hash: ABSENT, ...(leaving && { operation: SECOND }) }))
        .decidesNothing();
    },
  );

  test('has an absent key as a later capture', () => {
    const source = { node: NODE_A, nodeRevision: 13 };
    spec
      .given(...running, first)
      .when(capture({ source, hash: ABSENT }))
      .then(captured(2, { source, hash: ABSENT }));
  });

  test('goes offline without a capture, or with the first one if the key is there', () => {
    spec
      .given(...running)
      .when(beginOffline())
      .then(offlinePending());
    spec
      .given(...running, offlinePending())
      .when(completeOffline())
      .then(offline());
    spec
      .given(...running, offlinePending())
      .when(capture({ reason: 'going-offline', operation: attempt(SECOND, 2).operation }))
      .then(captured(1, { reason: 'going-offline', source: { node: NODE_A, nodeRevision: 12 } }));
  });
});
