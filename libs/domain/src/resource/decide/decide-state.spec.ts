import { describe, expect, test } from '@jest/globals';

import { specify } from '../../../testing/specify.js';
import {
  beginOffline,
  beginOnline,
  completeOffline,
  completeOnline,
  fenced,
} from '../../../testing/state-commands.js';
import {
  attempt,
  captured,
  checkpointed,
  CHECKPOINT,
  FIRST,
  GROUP,
  KEY,
  offlinePending,
  online,
  onlinePending,
  resourceOpened,
  restored,
  runningApp,
  SECOND,
} from '../../../testing/stories.js';
import { type CheckpointId } from '../../vocabulary/ids.js';
import { type ResourceCommand } from '../commands.js';
import { resource } from '../decide.js';
import { type ResourceEvent } from '../events.js';

const spec = specify(resource);

describe('a resource', () => {
  test('is opened once, and is Offline', () => {
    const open: ResourceCommand = {
      type: 'OpenResource',
      data: { type: 'Generic Service', group: GROUP },
    };
    spec.given().when(open).then(resourceOpened);
    spec.given(resourceOpened).when(open).decidesNothing();
    expect(resource.evolve(resource.initial, resourceOpened)).toMatchObject({
      state: 'Offline',
      persistentState: 'Offline',
    });
  });

  test('that does not exist takes no command', () => {
    spec
      .given()
      .when(beginOnline())
      .refuses('ERROR_RESOURCE_NOT_FOUND', /no such resource/);
    const closed: ResourceEvent = { type: 'ResourceClosed', data: {} };
    spec
      .given(resourceOpened, closed)
      .when(beginOnline())
      .refuses('ERROR_RESOURCE_NOT_FOUND', /no such resource/);
    spec.given(resourceOpened, closed).when({ type: 'CloseResource', data: {} }).decidesNothing();
    for (const data of [{ group: 'other' as never }, { configuredAt: 7 }])
      spec.given(resourceOpened).when({ type: 'CloseResource', data }).decidesNothing();
    const seen = { group: GROUP, configuredAt: 0 };
    spec.given(resourceOpened).when({ type: 'CloseResource', data: seen }).then(closed);
  });

  test('remembers the highest epoch, and refuses commands of an older one', () => {
    const fence: ResourceCommand = { type: 'FenceResource', data: { epoch: 2 } };
    spec.given(resourceOpened).when(fence).then(fenced(2));
    spec.given(resourceOpened, fenced(2)).when(fence).decidesNothing();
    const late = spec.given(...runningApp, fenced(3));
    for (const command of [beginOnline(), beginOffline(), completeOnline(), completeOffline()])
      late.when(command).refuses('ERROR_INVALID_STATE', /overtaken/);
  });
});

describe('on its way online', () => {
  test('pins the last capture of every checkpoint, shallow keys first', () => {
    const other = 'other' as CheckpointId;
    spec
      .given(
        resourceOpened,
        ...checkpointed(CHECKPOINT, `${KEY}\\Deep`),
        captured(2),
        ...checkpointed(other, KEY),
      )
      .when(beginOnline())
      .then({
        type: 'ResourceOnlinePending',
        data: {
          ...attempt(),
          persist: true,
          pins: [
            { checkpoint: other, capture: 1 },
            { checkpoint: CHECKPOINT, capture: 2 },
          ],
        },
      });
  });

  test('begins once in an operation, and not if the resource is Online', () => {
    spec.given(resourceOpened, onlinePending()).when(beginOnline()).decidesNothing();
    spec.given(resourceOpened, onlinePending(), online()).when(beginOnline()).decidesNothing();
    spec
      .given(resourceOpened, onlinePending())
      .when(beginOnline(attempt(SECOND, 2)))
      .then(onlinePending(attempt(SECOND, 2)));
  });

  test('can not begin while the resource goes offline', () => {
    spec
      .given(...runningApp, offlinePending())
      .when(beginOnline(attempt(SECOND, 2)))
      .refuses('ERROR_INVALID_STATE', /OfflinePending/);
  });

  test('is Online once every pin is restored, and not before (R3)', () => {
    const pending = [resourceOpened, ...checkpointed(), onlinePending(attempt(), 1)];
    spec
      .given(...pending)
      .when(completeOnline())
      .refuses('ERROR_INVALID_STATE', /1 pinned/);
    spec
      .given(...pending, restored(1))
      .when(completeOnline())
      .then(online());
    spec
      .given(...pending, restored(1), online())
      .when(completeOnline())
      .decidesNothing();
  });

  test('needs no restore of a checkpoint that was deleted in the meantime', () => {
    spec
      .given(resourceOpened, ...checkpointed(), onlinePending(attempt(), 1), {
        type: 'RegistryCheckpointDeleted',
        data: { checkpoint: CHECKPOINT, key: KEY },
      })
      .when(completeOnline())
      .then(online());
  });

  test('is not completed by another operation', () => {
    spec
      .given(resourceOpened, onlinePending())
      .when(completeOnline(attempt(SECOND, 2)))
      .decidesNothing();
    spec.given(resourceOpened).when(completeOnline()).decidesNothing();
  });
});

describe('a restore that is reported', () => {
  const record = (capture = 1, operation = FIRST): ResourceCommand => ({
    type: 'RecordRegistryRestore',
    data: { ...attempt(operation), checkpoint: CHECKPOINT, capture, nodeRevision: 10 },
  });
  const pending = [resourceOpened, ...checkpointed(), onlinePending(attempt(), 1)];

  test('is recorded once, if it is the pinned one', () => {
    spec
      .given(...pending)
      .when(record())
      .then(restored(1));
    spec
      .given(...pending, restored(1))
      .when(record())
      .decidesNothing();
    spec
      .given(...pending)
      .when(record(2))
      .decidesNothing();
  });

  test('of another operation, or of none, is ignored', () => {
    spec
      .given(...pending)
      .when(record(1, SECOND))
      .decidesNothing();
    spec
      .given(resourceOpened, ...checkpointed())
      .when(record())
      .decidesNothing();
  });
});
