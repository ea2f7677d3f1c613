import { describe, expect, test } from '@jest/globals';

import { specify } from '../../testing/specify.js';
import {
  attempt,
  captured,
  checkpointed,
  CHECKPOINT,
  FIRST,
  GROUP,
  KEY,
  NODE_B,
  offline,
  offlinePending,
  online,
  onlinePending,
  resourceOpened,
  restored,
  runningApp,
  SECOND,
} from '../../testing/stories.js';
import { type CheckpointId } from '../shared/ids.js';
import { type ResourceCommand } from './commands.js';
import { resource } from './decide.js';
import { type ResourceEvent } from './events.js';

const beginOnline = (on = attempt(), persist = true): ResourceCommand => ({
  type: 'BeginOnline',
  data: { ...on, persist },
});
const beginOffline = (on = attempt(SECOND, 2), persist = true): ResourceCommand => ({
  type: 'BeginOffline',
  data: { ...on, persist },
});
const completeOnline = (on = attempt()): ResourceCommand => ({
  type: 'CompleteOnline',
  data: { ...on, nodeRevision: 11 },
});
const completeOffline = (on = attempt(SECOND, 2)): ResourceCommand => ({
  type: 'CompleteOffline',
  data: { ...on, nodeRevision: 20 },
});
const fenced = (epoch: number): ResourceEvent => ({ type: 'ResourceFenced', data: { epoch } });

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

  test('that is not there takes no command', () => {
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
  });

  test('remembers the highest epoch, and refuses whoever acts for an older one', () => {
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

  test('begins once in an operation, and not when it is Online', () => {
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

  test('needs no restore of a checkpoint that was deleted meanwhile', () => {
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

  test('is recorded once, if it is the one that is pinned', () => {
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

  test('of another operation, or of none, says nothing', () => {
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

describe('on its way offline', () => {
  const leaving = captured(2, { reason: 'going-offline' });

  test('captures every checkpoint before it is Offline', () => {
    spec
      .given(...runningApp)
      .when(beginOffline())
      .then(offlinePending());
    spec
      .given(...runningApp, offlinePending())
      .when(completeOffline())
      .refuses('ERROR_INVALID_STATE', /1 checkpoints are not captured/);
    spec
      .given(...runningApp, offlinePending(), leaving)
      .when(completeOffline())
      .then(offline());
    spec
      .given(...runningApp, offlinePending(), leaving, offline())
      .when(completeOffline())
      .decidesNothing();
  });

  test('captures nothing when it never was online', () => {
    spec
      .given(resourceOpened, ...checkpointed(), onlinePending(attempt(), 1), offlinePending())
      .when(completeOffline())
      .then(offline());
  });

  test('begins once in an operation; Offline already, it only changes what shall be', () => {
    spec
      .given(...runningApp, offlinePending())
      .when(beginOffline())
      .decidesNothing();
    spec.given(resourceOpened).when(beginOffline()).decidesNothing();
    const stopped: ResourceEvent = {
      type: 'ResourceOfflinePending',
      data: { ...attempt(SECOND, 2), persist: false },
    };
    const wanted = [...runningApp, stopped, leaving, offline()];
    spec
      .given(...wanted)
      .when(beginOffline(attempt(SECOND, 2), false))
      .decidesNothing();
    spec
      .given(...wanted)
      .when(beginOffline(attempt(FIRST, 3)))
      .then(offlinePending(attempt(FIRST, 3)));
  });
});

describe('what shall be', () => {
  const persistentOf = (...events: readonly ResourceEvent[]): unknown =>
    events.reduce(resource.evolve, resource.initial);

  test('is Online before the attempt is, and stays when a move takes it offline', () => {
    expect(persistentOf(resourceOpened, onlinePending())).toMatchObject({
      persistentState: 'Online',
      state: 'OnlinePending',
    });
    const moved: ResourceEvent = {
      type: 'ResourceOfflinePending',
      data: { ...attempt(SECOND, 2, NODE_B), persist: false },
    };
    expect(persistentOf(...runningApp, moved)).toMatchObject({ persistentState: 'Online' });
    expect(persistentOf(...runningApp, offlinePending())).toMatchObject({
      persistentState: 'Offline',
    });
  });

  test('the state sequence grows with every change of state', () => {
    const sequence = (events: readonly ResourceEvent[]): unknown =>
      (persistentOf(...events) as { stateSequence: number }).stateSequence;
    expect(sequence(runningApp)).toBe(2);
    expect(sequence([...runningApp, fenced(2)])).toBe(2);
    expect(sequence([...runningApp, offlinePending()])).toBe(3);
  });
});
