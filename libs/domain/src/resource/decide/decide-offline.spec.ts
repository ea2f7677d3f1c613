import { describe, expect, test } from '@jest/globals';

import { specify } from '../../../testing/specify.js';
import { beginOffline, completeOffline, fenced } from '../../../testing/state-commands.js';
import {
  attempt,
  captured,
  checkpointed,
  FIRST,
  NODE_B,
  offline,
  offlinePending,
  onlinePending,
  resourceOpened,
  runningApp,
  SECOND,
} from '../../../testing/stories.js';
import { resource } from '../decide.js';
import { type ResourceEvent } from '../events.js';

const spec = specify(resource);

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

  test('captures nothing if it was never online', () => {
    spec
      .given(resourceOpened, ...checkpointed(), onlinePending(attempt(), 1), offlinePending())
      .when(completeOffline())
      .then(offline());
  });

  test('begins once in an operation; an Offline resource only changes its persistent state', () => {
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

describe('the persistent state', () => {
  const persistentOf = (...events: readonly ResourceEvent[]): unknown =>
    events.reduce(resource.evolve, resource.initial);

  test('is Online before the attempt is, and stays so when a move takes the resource offline', () => {
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
