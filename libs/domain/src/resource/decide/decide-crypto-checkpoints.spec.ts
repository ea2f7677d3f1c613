import { describe, test } from '@jest/globals';

import { keysCaptured, keysRestored, keysUnrestored } from '../../../testing/crypto-stories.js';
import { specify } from '../../../testing/specify.js';
import {
  CHECKPOINT,
  NODE_A,
  NODE_B,
  offline,
  offlinePending,
  onlinePending,
  attempt,
  resourceOpened,
  SECOND,
} from '../../../testing/stories.js';
import { over } from '../../../testing/unrestored-stories.js';
import { type CheckpointId, type KeyId } from '../../vocabulary/ids.js';
import { type DataOf } from '../../vocabulary/message.js';
import { type ResourceCommand } from '../commands.js';
import { resource } from '../decide.js';
import { type ResourceEvent } from '../events.js';

const spec = specify(resource);

type Add = DataOf<ResourceCommand, 'AddCryptoCheckpoint'>;
type Capture = DataOf<ResourceCommand, 'CaptureCrypto'>;

const name = { type: 5, provider: 'P', container: 'C' } as const;
const copy = (number: number) => ({
  ...{ fingerprint: `keys ${number}`, key: `copy ${number}` as KeyId },
  source: { node: NODE_A, nodeRevision: 4 + number },
});
const leaving = offlinePending();
const captureOf = (number: number, more: Partial<Capture> = {}): ResourceCommand => ({
  type: 'CaptureCrypto',
  data: { checkpoint: CHECKPOINT, reason: 'changed', ...copy(number), ...more },
});
/** A capture of a later revision than the restore. */
const later = (nodeRevision: number, node = NODE_A) => ({ source: { node, nodeRevision } });

describe('adding a crypto checkpoint', () => {
  const add = (more: Partial<Add> = {}): ResourceCommand => ({
    type: 'AddCryptoCheckpoint',
    data: {
      ...{ checkpoint: CHECKPOINT, name: '5\\P\\C', ...name },
      ...{ taken: { ...copy(1), exportable: true }, ...more },
    },
  });

  test('captures the keys at once', () => {
    spec
      .given(resourceOpened)
      .when(add())
      .then(...keysRestored.slice(1, 3));
  });

  test('of the same container is refused with 183, in any case', () => {
    const other = 'other' as CheckpointId;
    for (const container of ['C', 'c'])
      spec
        .given(...keysRestored)
        .when(add({ checkpoint: other, container }))
        .refuses('ERROR_ALREADY_EXISTS', /already checkpointed: 5\\P\\C/);
  });

  test('twice for the same request decides nothing', () => {
    spec
      .given(...keysRestored)
      .when(add())
      .decidesNothing();
  });

  test('of a container that the owner does not have is refused with 2', () => {
    spec
      .given(resourceOpened)
      .when(add({ taken: undefined }))
      .refuses('ERROR_FILE_NOT_FOUND', /no such key container on the owner: 5\\P\\C/);
  });

  test('of keys that are not exportable is refused', () => {
    spec
      .given(resourceOpened)
      .when(add({ taken: { ...copy(1), exportable: false } }))
      .refuses('NTE_BAD_KEY_STATE', /not exportable: 5\\P\\C/);
  });
});

describe('deleting a crypto checkpoint', () => {
  const remove = (container: string): ResourceCommand => ({
    type: 'DeleteCryptoCheckpoint',
    data: { name: { ...name, container } },
  });

  test('finds the container in any case, and lists the keys to erase', () => {
    spec
      .given(...keysRestored, keysCaptured(2))
      .when(remove('c'))
      .then({
        type: 'CryptoCheckpointDeleted',
        data: { checkpoint: CHECKPOINT, name: '5\\P\\C', keys: ['copy 1', 'copy 2'] as KeyId[] },
      });
  });

  test('that does not exist is refused with 2', () => {
    for (const history of [[resourceOpened], keysRestored])
      spec
        .given(...history)
        .when(remove('D'))
        .refuses('ERROR_FILE_NOT_FOUND', /no such crypto checkpoint/);
  });
});

describe('a capture of a key container', () => {
  const left = [leaving, offline(undefined, 20)];
  const unsettled = [...keysRestored, ...left];

  test.each<[string, readonly ResourceEvent[], ResourceCommand]>([
    ['of a change while online', keysRestored, captureOf(2)],
    ['of a change on the way offline', [...keysRestored, leaving], captureOf(2)],
    [
      'of a change up to the end of the interval',
      unsettled,
      captureOf(2, { reason: 'recovered', ...later(20) }),
    ],
    [
      'of equal keys on the way offline',
      [...keysRestored, leaving],
      captureOf(2, { ...copy(1), reason: 'going-offline', operation: SECOND }),
    ],
    [
      'of keys stored after the attempted restore',
      keysUnrestored,
      captureOf(2, { ...later(12), overUnrestored: over(12) }),
    ],
  ])('%s has the next number', (_, history, command) => {
    const data = { ...(command.data as Capture), operation: undefined, number: 2 };
    spec
      .given(...history)
      .when(command)
      .then({ type: 'CryptoCheckpointCaptured', data: data });
  });

  test.each<[string, readonly ResourceEvent[], ResourceCommand]>([
    ['of equal keys', keysRestored, captureOf(2, copy(1))],
    ['of an unknown checkpoint', [resourceOpened], captureOf(2)],
    ['of a resource that was never online', keysRestored.slice(0, 3), captureOf(2)],
    ['of another node', keysRestored, captureOf(2, later(12, NODE_B))],
    [
      'after the end of the interval',
      unsettled,
      captureOf(2, { reason: 'recovered', ...later(21) }),
    ],
    [
      'after the end of an interval that is captured',
      [...unsettled, keysCaptured(2, later(20))],
      captureOf(3, { reason: 'recovered', ...later(20) }),
    ],
    [
      'with a mark where no restore is missing',
      keysRestored,
      captureOf(2, { overUnrestored: over(12) }),
    ],
    ['without a mark where the restore is missing', keysUnrestored, captureOf(2, later(12))],
    [
      'of keys from before the attempted restore',
      keysUnrestored,
      captureOf(2, { ...later(10), overUnrestored: over(12) }),
    ],
    [
      'on the way offline, a second time',
      [...keysRestored, leaving, keysCaptured(2, { reason: 'going-offline' })],
      captureOf(3, { reason: 'going-offline', operation: SECOND }),
    ],
    [
      'on the way offline of another operation',
      [...keysRestored, leaving],
      captureOf(2, { reason: 'going-offline', operation: attempt().operation }),
    ],
    [
      'on the way offline while online',
      keysRestored,
      captureOf(2, { reason: 'going-offline', operation: attempt().operation }),
    ],
    [
      'on the way offline of a resource that was never online',
      [...keysRestored.slice(0, 4), leaving],
      captureOf(2, { reason: 'going-offline', operation: SECOND }),
    ],
    [
      'on the way offline where the restore is missing',
      [...keysUnrestored, leaving],
      captureOf(2, { reason: 'going-offline', operation: SECOND }),
    ],
  ])('%s is not recorded', (_, history, command) => {
    spec
      .given(...history)
      .when(command)
      .decidesNothing();
  });
});

describe('a command that replaces the stored keys', () => {
  const recapture = (number: number, checkpoint = CHECKPOINT): ResourceCommand => ({
    type: 'RecaptureCrypto',
    data: { checkpoint, ...copy(number) },
  });
  const revert = (number: number, checkpoint = CHECKPOINT): ResourceCommand => ({
    type: 'RevertCryptoCopy',
    data: { checkpoint, ...copy(number) },
  });

  test.each([
    ['recaptured', recapture],
    ['reverted', revert],
  ] as const)(
    'has the reason %s, and is needed for other keys or a missing restore',
    (reason, of) => {
      spec
        .given(...keysRestored)
        .when(of(2))
        .then(keysCaptured(2, { reason }));
      spec
        .given(...keysRestored)
        .when(of(1))
        .decidesNothing();
      spec
        .given(...keysUnrestored)
        .when(of(1))
        .then(keysCaptured(2, { ...copy(1), reason }));
    },
  );

  test('is refused for an unknown checkpoint, and while the resource is pending', () => {
    for (const command of [recapture, revert]) {
      spec
        .given(...keysRestored)
        .when(command(2, 'other' as CheckpointId))
        .refuses('ERROR_FILE_NOT_FOUND', /no such checkpoint: other/);
      for (const pending of [leaving, onlinePending(attempt(SECOND, 2), 1)])
        spec
          .given(...keysRestored, pending)
          .when(command(2))
          .refuses('ERROR_INVALID_STATE', /Pending/);
    }
  });
});
