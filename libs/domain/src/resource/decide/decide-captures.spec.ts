import { describe, expect, test } from '@jest/globals';

import { specify } from '../../../testing/specify.js';
import {
  attempt,
  captured,
  CHECKPOINT,
  checkpointed,
  KEY,
  NODE_A,
  NODE_B,
  offline,
  offlinePending,
  onlinePending,
  resourceOpened,
  runningApp,
  SECOND,
} from '../../../testing/stories.js';
import { completeOffline } from '../../../testing/state-commands.js';
import { over, unrestored } from '../../../testing/unrestored-stories.js';
import { type CheckpointId } from '../../vocabulary/ids.js';
import { type DataOf } from '../../vocabulary/message.js';
import { type ResourceCommand } from '../commands.js';
import { resource } from '../decide.js';
import { type ResourceEvent } from '../events.js';

const spec = specify(resource);

const edits = (
  more: Partial<DataOf<ResourceCommand, 'CaptureRegistry'>> = {},
): ResourceCommand => ({
  type: 'CaptureRegistry',
  data: {
    checkpoint: CHECKPOINT,
    reason: 'changed',
    source: { capture: 1 },
    changes: [{ op: 'create-key', key: KEY }],
    hash: 'hash 2',
    overUnrestored: over(12),
    ...more,
  },
});

const whole = (
  more: Partial<DataOf<ResourceCommand, 'CaptureRegistry'>> = {},
): ResourceCommand => ({
  type: 'CaptureRegistry',
  data: {
    checkpoint: CHECKPOINT,
    reason: 'changed',
    source: { node: NODE_A, nodeRevision: 12 },
    hash: 'hash 2',
    ...more,
  },
});

describe('a capture where the restore is missing', () => {
  test('has the edits, on top of the newest capture', () => {
    const { type, data } = edits();
    spec
      .given(...unrestored)
      .when(edits())
      .then({
        type: 'RegistryCheckpointCaptured',
        data: { ...(data as DataOf<ResourceCommand, 'CaptureRegistry'>), number: 2 },
      });
    expect(type).toBe('CaptureRegistry');
  });

  test.each<[string, ResourceCommand]>([
    ['of the key as a whole', whole()],
    ['of the key as a whole on the way offline', whole({ reason: 'going-offline' })],
    ['of the key as a whole after a crash', whole({ reason: 'recovered' })],
    ['of an absent key', whole({ hash: 'absent' })],
    ['on top of an older capture than the newest', edits({ source: { capture: 0 } })],
    ['with the content of the newest one', edits({ hash: 'hash 1' })],
    ['of edits on another node', edits({ overUnrestored: { ...over(12), node: NODE_B } })],
    ['of edits from before the restore was tried', edits({ overUnrestored: over(9) })],
    [
      'after a clobber from before the restore was tried',
      whole({ reason: 'clobbered', source: { node: NODE_A, nodeRevision: 10 } }),
    ],
    ['of an unknown checkpoint', edits({ checkpoint: 'other' as CheckpointId })],
  ])('is not taken %s', (_, command) => {
    spec
      .given(...unrestored)
      .when(command)
      .decidesNothing();
  });

  test('has the whole key after another resource restored its own checkpoint onto the key', () => {
    const clobbered = whole({ reason: 'clobbered', hash: 'hash 1' });
    spec
      .given(...unrestored)
      .when(clobbered)
      .then({
        type: 'RegistryCheckpointCaptured',
        data: { ...(clobbered.data as DataOf<ResourceCommand, 'CaptureRegistry'>), number: 2 },
      });
  });

  test('is not taken of edits after a successful restore', () => {
    spec
      .given(...runningApp)
      .when(edits())
      .decidesNothing();
  });

  test('is taken late, of edits up to the end of the online interval', () => {
    const closed = [...unrestored, offlinePending(), offline(attempt(SECOND, 2), 15)];
    const command = edits({ reason: 'recovered', overUnrestored: over(15) });
    spec
      .given(...closed)
      .when(command)
      .then({
        type: 'RegistryCheckpointCaptured',
        data: { ...(command.data as DataOf<ResourceCommand, 'CaptureRegistry'>), number: 2 },
      });
    spec
      .given(...closed)
      .when(edits({ overUnrestored: over(16) }))
      .decidesNothing();
  });
});

describe('the way offline where the restore is missing', () => {
  test('needs no capture of that checkpoint', () => {
    spec
      .given(...unrestored, offlinePending())
      .when(completeOffline())
      .then(offline());
  });

  test('needs the captures of the other checkpoints', () => {
    const other = checkpointed('other' as CheckpointId, 'SOFTWARE\\Other');
    spec
      .given(...unrestored, ...other, offlinePending())
      .when(completeOffline())
      .refuses('ERROR_INVALID_STATE', /1 checkpoints are not captured yet/);
  });
});

describe('a command that replaces the stored copy', () => {
  const recapture = (hash = 'hash 9'): ResourceCommand => ({
    type: 'RecaptureRegistry',
    data: { checkpoint: CHECKPOINT, source: { node: NODE_A, nodeRevision: 12 }, hash },
  });
  const revert = (capture: number, hash = 'hash 1'): ResourceCommand => ({
    type: 'RevertRegistryCopy',
    data: { checkpoint: CHECKPOINT, capture, hash },
  });
  const recaptured = (hash = 'hash 9'): ResourceEvent =>
    captured(2, { reason: 'recaptured', source: { node: NODE_A, nodeRevision: 12 }, hash });

  test('takes the live key, online or offline', () => {
    for (const history of [unrestored, runningApp, [resourceOpened, ...checkpointed()]])
      spec
        .given(...history)
        .when(recapture())
        .then(recaptured());
  });

  test('takes an equal copy only if the restore is missing, and ends that', () => {
    spec
      .given(...runningApp)
      .when(recapture('hash 1'))
      .decidesNothing();
    spec
      .given(...unrestored)
      .when(recapture('hash 1'))
      .then(recaptured('hash 1'));
  });

  test('takes an earlier capture', () => {
    spec
      .given(resourceOpened, ...checkpointed(), captured(2))
      .when(revert(1))
      .then(captured(3, { reason: 'reverted', source: { capture: 1 }, hash: 'hash 1' }));
  });

  test('decides nothing if the stored copy is already that capture', () => {
    spec
      .given(resourceOpened, ...checkpointed(), captured(2))
      .when(revert(2, 'hash 2'))
      .decidesNothing();
  });

  test.each([0, 3])('is refused with 2 for capture %s of 2', (number) => {
    spec
      .given(resourceOpened, ...checkpointed(), captured(2))
      .when(revert(number))
      .refuses('ERROR_FILE_NOT_FOUND', /no such capture/);
  });

  test.each([revert(1), recapture()])('is refused while the resource is pending', (command) => {
    for (const pending of [offlinePending(), onlinePending(attempt(SECOND, 2), 1)])
      spec
        .given(resourceOpened, ...checkpointed(), pending)
        .when(command)
        .refuses('ERROR_INVALID_STATE', /Pending/);
  });

  test('is refused with 2 for an unknown checkpoint', () => {
    for (const command of [revert(1), recapture()])
      spec
        .given(resourceOpened)
        .when(command)
        .refuses('ERROR_FILE_NOT_FOUND', /no such checkpoint/);
  });
});
