import { describe, expect, test } from '@jest/globals';

import { specify } from '../../../testing/specify.js';
import {
  captured,
  CHECKPOINT,
  checkpointed,
  KEY,
  NODE_A,
  NODE_B,
  offline,
  offlinePending,
  resourceOpened,
  runningApp,
  SECOND,
} from '../../../testing/stories.js';
import { type CheckpointId } from '../../vocabulary/ids.js';
import { type DataOf } from '../../vocabulary/message.js';
import { type ResourceCommand } from '../commands.js';
import { resource } from '../decide.js';
import { type ResourceEvent } from '../events.js';

const taken = { source: { node: NODE_A, nodeRevision: 5 }, hash: 'hash 1' };
const add = (
  more: Partial<DataOf<ResourceCommand, 'AddRegistryCheckpoint'>> = {},
): ResourceCommand => ({
  type: 'AddRegistryCheckpoint',
  data: { checkpoint: CHECKPOINT, key: KEY, view: '64-bit', effectiveKey: KEY, taken, ...more },
});
const remove = (key = KEY): ResourceCommand => ({
  type: 'DeleteRegistryCheckpoint',
  data: { key },
});
const removed: ResourceEvent = {
  type: 'RegistryCheckpointDeleted',
  data: { checkpoint: CHECKPOINT, key: KEY },
};

const spec = specify(resource);

describe('adding a checkpoint', () => {
  test('captures the key at once', () => {
    spec
      .given(resourceOpened)
      .when(add())
      .then(...checkpointed());
  });

  test.each<[string, Partial<DataOf<ResourceCommand, 'AddRegistryCheckpoint'>>]>([
    ['again', {}],
    ['in another case', { key: KEY.toLowerCase() }],
    ['in the other view', { view: '32-bit', effectiveKey: 'SOFTWARE\\Wow6432Node\\Contoso\\App' }],
  ])('of the same path %s is refused with 183', (_, more) => {
    spec
      .given(resourceOpened, ...checkpointed())
      .when(add({ ...more, checkpoint: 'other' as CheckpointId }))
      .refuses('ERROR_ALREADY_EXISTS', /already checkpointed/);
  });

  test('twice for the same request decides nothing', () => {
    spec
      .given(resourceOpened, ...checkpointed())
      .when(add())
      .decidesNothing();
  });

  test('of a key that the owner does not have is refused with 2', () => {
    spec
      .given(resourceOpened)
      .when(add({ taken: undefined }))
      .refuses('ERROR_FILE_NOT_FOUND', /no such key on the owner/);
  });

  test('of a key that only the other view has is refused with a hint', () => {
    spec
      .given(resourceOpened)
      .when(add({ taken: undefined, missing: { isAllowed: false, otherView: '32-bit' } }))
      .refuses('ERROR_FILE_NOT_FOUND', /no such key in the 64-bit view .* the 32-bit view has it/);
  });

  test('of a missing key captures nothing if the key may be missing', () => {
    const missing = { isAllowed: true, otherView: undefined };
    spec
      .given(resourceOpened)
      .when(add({ taken: undefined, missing }))
      .then(checkpointed()[0]);
    spec
      .given(resourceOpened, checkpointed()[0])
      .when(add({ taken: undefined, missing, checkpoint: 'other' as CheckpointId }))
      .refuses('ERROR_ALREADY_EXISTS', /already checkpointed/);
  });

  test('below or above another one makes a checkpoint of its own', () => {
    const deep = `${KEY}\\Deep`;
    spec
      .given(resourceOpened, ...checkpointed())
      .when(add({ checkpoint: 'deep' as CheckpointId, key: deep, effectiveKey: deep }))
      .then(...checkpointed('deep' as CheckpointId, deep));
  });

  test('of a deleted key makes a new one', () => {
    const again = 'again' as CheckpointId;
    spec
      .given(resourceOpened, ...checkpointed(), removed)
      .when(add({ checkpoint: again }))
      .then(...checkpointed(again));
  });
});

describe('deleting a checkpoint', () => {
  test('finds the path in any case', () => {
    spec
      .given(resourceOpened, ...checkpointed())
      .when(remove(KEY.toUpperCase()))
      .then(removed);
  });

  test('that does not exist is refused with 2', () => {
    spec
      .given(resourceOpened)
      .when(remove())
      .refuses('ERROR_FILE_NOT_FOUND', /not checkpointed/);
    spec
      .given(resourceOpened, ...checkpointed(), removed)
      .when(remove())
      .refuses('ERROR_FILE_NOT_FOUND', /not checkpointed/);
  });
});

describe('a capture', () => {
  const capture = (
    number: number,
    more: Partial<DataOf<ResourceCommand, 'CaptureRegistry'>> = {},
  ): ResourceCommand => ({
    type: 'CaptureRegistry',
    data: {
      checkpoint: CHECKPOINT,
      reason: 'changed',
      source: { node: NODE_A, nodeRevision: 4 + number },
      hash: `hash ${number}`,
      ...more,
    },
  });

  test('of a change while online has the next number', () => {
    spec
      .given(...runningApp)
      .when(capture(2))
      .then(captured(2));
    spec
      .given(...runningApp, captured(2))
      .when(capture(3))
      .then(captured(3));
  });

  test('of equal content is not recorded', () => {
    spec
      .given(...runningApp)
      .when(capture(2, { hash: 'hash 1' }))
      .decidesNothing();
  });

  test('of an earlier moment of the node is too late', () => {
    spec
      .given(...runningApp, captured(3))
      .when(capture(2))
      .decidesNothing();
  });

  test('of an unknown checkpoint is not recorded', () => {
    spec
      .given(...runningApp, removed)
      .when(capture(2))
      .decidesNothing();
  });

  test('of another node than the one of the resource is not recorded', () => {
    spec
      .given(...runningApp)
      .when(capture(2, { source: { node: NODE_B, nodeRevision: 90 } }))
      .decidesNothing();
  });

  test('of a resource that was never online is not recorded (R2)', () => {
    spec
      .given(resourceOpened, ...checkpointed())
      .when(capture(2))
      .decidesNothing();
  });

  const leaving = captured(2, { reason: 'going-offline' });

  test('on the way offline is always recorded, once, even of equal content', () => {
    const going = capture(2, { reason: 'going-offline', operation: SECOND });
    spec
      .given(...runningApp, offlinePending())
      .when(going)
      .then(leaving);
    spec
      .given(...runningApp, offlinePending(), leaving)
      .when(going)
      .decidesNothing();
    spec
      .given(...runningApp)
      .when(going)
      .decidesNothing();
  });

  test('of edits before the end of the online interval may come late; later edits are never captured', () => {
    const crashed: ResourceEvent = {
      type: 'ResourceFailed',
      data: { ...offline().data, nodeRevision: 20, reason: 'crash' } as never,
    };
    const late = (nodeRevision: number): ResourceCommand =>
      capture(2, { reason: 'recovered', source: { node: NODE_A, nodeRevision } });
    const paid = captured(2, { reason: 'recovered', source: { node: NODE_A, nodeRevision: 20 } });
    spec
      .given(...runningApp, crashed)
      .when(late(20))
      .then(paid);
    spec
      .given(...runningApp, crashed)
      .when(late(21))
      .decidesNothing();
    spec
      .given(...runningApp, crashed, paid)
      .when(late(19))
      .decidesNothing();
  });

  test('has the next number, whichever process or caller asked for it', () => {
    const state = [...runningApp, captured(2), captured(3)].reduce(
      resource.evolve,
      resource.initial,
    );
    const checkpoint = state.status === 'open' ? state.checkpoints.get(CHECKPOINT) : undefined;
    expect(checkpoint).toMatchObject({ captures: 3, hash: 'hash 3' });
  });
});
