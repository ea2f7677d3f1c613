import { describe, test } from '@jest/globals';

import {
  keysRestored,
  keysRestoreFailed,
  keysUnrestored,
} from '../../../testing/crypto-stories.js';
import { specify } from '../../../testing/specify.js';
import {
  attempt,
  CHECKPOINT,
  checkpointed,
  FIRST,
  KEY,
  NODE_B,
  offline,
  offlinePending,
  onlinePending,
  resourceOpened,
  restored,
  runningApp,
  SECOND,
} from '../../../testing/stories.js';
import { restoreFailed, unrestored } from '../../../testing/unrestored-stories.js';
import { type CheckpointId, type OperationId } from '../../vocabulary/ids.js';
import { type ResourceCommand } from '../commands.js';
import { resource } from '../decide.js';
import { type ResourceEvent } from '../events.js';

const spec = specify(resource);

const pending = runningApp.slice(0, 4);
const pendingKeys = keysRestored.slice(0, 4);
const gone: ResourceEvent = {
  type: 'RegistryCheckpointDeleted',
  data: { checkpoint: CHECKPOINT, key: KEY },
};
const keysGone: ResourceEvent = {
  type: 'CryptoCheckpointDeleted',
  data: { checkpoint: CHECKPOINT, name: '5\\P\\C', keys: [] },
};
const left = [offlinePending(), offline()];

describe('the restore of a key container', () => {
  const data = { ...attempt(), checkpoint: CHECKPOINT, capture: 1, nodeRevision: 10 };
  const record: ResourceCommand = { type: 'RecordCryptoRestore', data };

  test('is recorded once, in the open attempt', () => {
    spec
      .given(...pendingKeys)
      .when(record)
      .then({ type: 'CryptoCheckpointRestored', data });
    for (const history of [keysRestored.slice(0, 5), keysRestored, [...pendingKeys, keysGone]])
      spec
        .given(...history)
        .when(record)
        .decidesNothing();
  });
});

describe('the failure of a restore', () => {
  const failureOf = (event: ResourceEvent, operation = FIRST): ResourceCommand => ({
    type: 'RecordRestoreFailure',
    data: { ...(event.data as never as object), operation } as never,
  });

  test('is recorded with its reason, for a key and for a container', () => {
    spec
      .given(...pending)
      .when(failureOf(restoreFailed()))
      .then(restoreFailed());
    spec
      .given(...pendingKeys)
      .when(failureOf(keysRestoreFailed()))
      .then(keysRestoreFailed());
  });

  test.each<[string, readonly ResourceEvent[], ResourceCommand]>([
    ['twice', [...pending, restoreFailed()], failureOf(restoreFailed())],
    ['after the restore', [...pending, restored(1)], failureOf(restoreFailed())],
    ['of a deleted checkpoint', [...pending, gone], failureOf(restoreFailed())],
    ['of a deleted crypto checkpoint', [...pendingKeys, keysGone], failureOf(keysRestoreFailed())],
    ['of another capture', pending, failureOf(restoreFailed({ capture: 2 }))],
    [
      'of another checkpoint',
      [...pending, ...checkpointed('other' as CheckpointId, 'K')],
      failureOf(restoreFailed({ checkpoint: 'other' as CheckpointId })),
    ],
    ['of another operation', pending, failureOf(restoreFailed(), SECOND)],
    ['after the attempt', runningApp, failureOf(restoreFailed())],
    [
      'on the way offline',
      [...pending, offlinePending(attempt(FIRST, 2))],
      failureOf(restoreFailed()),
    ],
  ])('is not recorded %s', (_, history, command) => {
    spec
      .given(...history)
      .when(command)
      .decidesNothing();
  });
});

describe('a restore by command', () => {
  const data = { ...attempt(SECOND, 2), checkpoint: CHECKPOINT, capture: 1, nodeRevision: 13 };
  const record = (more: Partial<typeof data> = {}): ResourceCommand => ({
    type: 'RecordDeliberateRestore',
    data: { ...data, ...more },
  });

  test('is recorded where the restore was missing', () => {
    spec
      .given(...unrestored)
      .when(record())
      .then({ type: 'RegistryCheckpointRestored', data });
    spec
      .given(...keysUnrestored)
      .when(record())
      .then({ type: 'CryptoCheckpointRestored', data });
  });

  test.each<[string, readonly ResourceEvent[], ResourceCommand]>([
    ['no restore was missing', runningApp, record()],
    ['the resource was never online', [resourceOpened, ...checkpointed()], record()],
    ['the restore was onto another node', unrestored, record({ node: NODE_B })],
    ['the interval has ended', [...unrestored, ...left], record()],
    ['the checkpoint is deleted', [...unrestored, gone], record()],
    ['the crypto checkpoint is deleted', [...keysUnrestored, keysGone], record()],
    [
      'the restore of another checkpoint is missing',
      [...unrestored, ...checkpointed('other' as CheckpointId, 'K')],
      record({ checkpoint: 'other' as CheckpointId }),
    ],
  ])('is not recorded if %s', (_, history, command) => {
    spec
      .given(...history)
      .when(command)
      .decidesNothing();
  });

  test('that fails is recorded for an existing checkpoint', () => {
    const failure = (event: ResourceEvent): ResourceCommand =>
      ({ type: 'RecordDeliberateRestoreFailure', data: event.data }) as ResourceCommand;
    spec
      .given(...runningApp)
      .when(failure(restoreFailed()))
      .then(restoreFailed());
    spec
      .given(...keysRestored)
      .when(failure(keysRestoreFailed()))
      .then(keysRestoreFailed());
    for (const history of [
      [...runningApp, gone],
      [...keysRestored, keysGone],
    ])
      spec
        .given(...history)
        .when(failure(restoreFailed()))
        .decidesNothing();
  });
});

describe('a checkpoint that the policy does not allow', () => {
  const withdraw: ResourceCommand = {
    type: 'WithdrawRegistryCheckpoint',
    data: { checkpoint: CHECKPOINT },
  };

  test('is deleted because of the clobber, once', () => {
    spec
      .given(...runningApp)
      .when(withdraw)
      .then({
        type: 'RegistryCheckpointDeleted',
        data: { checkpoint: CHECKPOINT, key: KEY, reason: 'clobber' },
      });
    spec
      .given(...runningApp, gone)
      .when(withdraw)
      .decidesNothing();
  });
});

test('an attempt restores nothing for another operation', () => {
  const data = {
    ...attempt('third' as OperationId),
    checkpoint: CHECKPOINT,
    capture: 1,
    nodeRevision: 10,
  };
  spec
    .given(...runningApp.slice(0, 3), onlinePending(attempt(), 1))
    .when({ type: 'RecordRegistryRestore', data })
    .decidesNothing();
});
