import { describe, expect, test } from '@jest/globals';

import { keysCaptured, keysRestored } from '../../testing/crypto-stories.js';
import { fenced } from '../../testing/state-commands.js';
import {
  attempt,
  captured,
  CHECKPOINT,
  checkpointed,
  FIRST,
  KEY,
  NODE_A,
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
import { restoreFailed, unrestored } from '../../testing/unrestored-stories.js';
import { resource } from './decide.js';
import { RESOURCE_EVENT_TYPES } from './evolve.js';
import { type ResourceEvent } from './events.js';
import { type OpenResource } from './state.js';

const stateAfter = (...events: readonly ResourceEvent[]): OpenResource =>
  events.reduce(resource.evolve, resource.initial) as OpenResource;

const failed = (epoch = 1): ResourceEvent => ({
  type: 'ResourceFailed',
  data: { ...attempt(SECOND, epoch), nodeRevision: 15, reason: '', at: 7 },
});
const external: ResourceEvent = { type: 'ResourceConfigured', data: { handler: 'external' } };
const pin = { checkpoint: CHECKPOINT, capture: 1 };

describe('an attempt', () => {
  test('to come online has its pins, and begins with nothing done', () => {
    const pending: ResourceEvent = {
      type: 'ResourceOnlinePending',
      data: { ...attempt(SECOND, 3, NODE_B), pins: [pin], persist: false, at: 17 },
    };
    expect(stateAfter(resourceOpened, ...checkpointed(), pending)).toMatchObject({
      ...{ state: 'OnlinePending', persistentState: 'Offline', epoch: 3, stays: false },
      transition: {
        ...{ operation: SECOND, epoch: 3, node: NODE_B, since: 17, pinnedCaptures: [pin] },
        ...{ done: new Set(), unrestored: new Map(), wasOnline: false, stopped: true },
      },
    });
  });

  test('without a time began at 0', () => {
    expect(stateAfter(resourceOpened, onlinePending()).transition?.since).toBe(0);
  });

  test('to go offline has no pins, and knows whether the resource was online', () => {
    expect(stateAfter(...runningApp, offlinePending()).transition).toMatchObject({
      ...{ operation: SECOND, epoch: 2, pinnedCaptures: [], wasOnline: true, stopped: true },
    });
    const again = offlinePending(attempt(FIRST, 3));
    expect(stateAfter(...runningApp, offlinePending(), again).transition?.wasOnline).toBe(true);
    expect(stateAfter(resourceOpened, offlinePending()).transition?.wasOnline).toBe(false);
  });

  test.each<[string, readonly ResourceEvent[], boolean]>([
    ['of an automatic resource', [onlinePending(), online()], true],
    ['of an external one that is online', [external, onlinePending(), online()], false],
    ['of an external one that comes online', [external, onlinePending()], false],
    ['of an external one that is offline', [external], true],
    [
      'of an external one that still goes offline',
      [external, onlinePending(), offlinePending()],
      false,
    ],
    [
      'of an external one that has stopped',
      [
        ...[external, onlinePending(), offlinePending()],
        { type: 'ResourceStopped', data: { operation: SECOND, reason: '' } },
      ],
      true,
    ],
  ])('to go offline %s has stopped: %#', (_, events, stopped) => {
    const state = stateAfter(resourceOpened, ...events, offlinePending(attempt(FIRST, 3)));
    expect(state.transition?.stopped).toBe(stopped);
  });

  test('notes what is done, on the way online and offline', () => {
    const pending = [resourceOpened, ...checkpointed(), onlinePending(attempt(), 1)];
    expect(stateAfter(...pending, restored(1)).transition?.done).toEqual(new Set([CHECKPOINT]));
    expect(stateAfter(...pending, captured(2)).transition?.done).toEqual(new Set());
    const leaving = [...runningApp, offlinePending()];
    const going = captured(2, { reason: 'going-offline' });
    expect(stateAfter(...leaving, going).transition?.done).toEqual(new Set([CHECKPOINT]));
    expect(stateAfter(...leaving, captured(2)).transition?.done).toEqual(new Set());
    expect(stateAfter(...runningApp, going).transition).toBeUndefined();
  });

  test('notes what was captured of a container on the way offline alone', () => {
    const going = keysCaptured(2, { reason: 'going-offline' });
    const done = stateAfter(...keysRestored, offlinePending(), going).transition?.done;
    expect(done).toEqual(new Set([CHECKPOINT]));
    const other = stateAfter(...keysRestored, offlinePending(), keysCaptured(2));
    expect(other.transition?.done).toEqual(new Set());
  });

  test('notes why a restore failed', () => {
    const { transition: open } = stateAfter(...unrestored.slice(0, -1));
    expect(open?.done).toEqual(new Set([CHECKPOINT]));
    expect(open?.unrestored.get(CHECKPOINT)).toEqual({
      ...{ capture: 1, reason: 'winlogon holds it open', nodeRevision: 10 },
      ...{ cause: 'held', holder: 'winlogon', revision: 4, key: KEY },
    });
    const plain = { ...restoreFailed().data, cause: undefined, holder: undefined } as never;
    const old: ResourceEvent = { type: 'RegistryCheckpointRestoreFailed', data: plain };
    const missing = stateAfter(...unrestored.slice(0, -2), old).transition?.unrestored.get(
      CHECKPOINT,
    );
    expect(Object.keys(missing ?? {})).not.toContain('holder');
    expect(Object.keys(missing ?? {})).not.toContain('cause');
  });
});

describe('an online interval', () => {
  test('has the restored captures', () => {
    const state = stateAfter(...runningApp);
    expect(state).toMatchObject({ state: 'Online', transition: undefined });
    expect(state.onlineInterval).toEqual({
      ...{ node: NODE_A, closedAt: undefined, operation: FIRST, restored: [pin] },
      unrestored: new Map(),
    });
    expect(stateAfter(...unrestored).onlineInterval).toMatchObject({ restored: [] });
  });

  test('without an attempt has the last captures', () => {
    const state = stateAfter(resourceOpened, ...checkpointed(), captured(2), online());
    expect(state.onlineInterval?.restored).toEqual([{ ...pin, capture: 2 }]);
  });

  test.each<[string, readonly ResourceEvent[], number]>([
    ['Offline', [offlinePending(), offline()], 20],
    ['Failed', [failed()], 15],
  ])(
    'ends when the resource is %s, and its captures are older than the end',
    (state, end, closedAt) => {
      const after = stateAfter(...runningApp, ...end);
      expect(after).toMatchObject({
        state,
        transition: undefined,
        onlineInterval: { closedAt, node: NODE_A },
      });
      expect(after.checkpoints.get(CHECKPOINT)?.settled).toBe(false);
      expect(stateAfter(...keysRestored, ...end).crypto.get(CHECKPOINT)?.settled).toBe(false);
      const late = stateAfter(...runningApp, ...end, captured(2));
      expect(late.checkpoints.get(CHECKPOINT)?.settled).toBe(false);
      expect(
        stateAfter(...runningApp, ...end, captured(2), failed()).onlineInterval?.closedAt,
      ).toBe(closedAt);
    },
  );

  test.each(['staged', 'recaptured', 'reverted', 'backup'] as const)(
    'needs no capture of its end after a capture that is %s',
    (reason) => {
      const end = [...runningApp, failed(), captured(2, { reason })];
      expect(stateAfter(...end).checkpoints.get(CHECKPOINT)?.settled).toBe(true);
      expect(stateAfter(...end, failed()).checkpoints.get(CHECKPOINT)?.settled).toBe(true);
      const keys = stateAfter(...keysRestored, failed(), keysCaptured(2, { reason }));
      expect(keys.crypto.get(CHECKPOINT)?.settled).toBe(true);
    },
  );

  test('stays unknown for a resource that was never online', () => {
    const state = stateAfter(resourceOpened, ...checkpointed(), onlinePending(), failed());
    expect(state.onlineInterval).toBeUndefined();
    expect(state.checkpoints.get(CHECKPOINT)?.settled).toBe(true);
  });
});

describe('a resource', () => {
  test('remembers its last failure', () => {
    expect(stateAfter(...runningApp, failed(4))).toMatchObject({
      failedIn: SECOND,
      failedEpoch: 4,
    });
  });

  test('stays offline until the next attempt to come online, if it was told to', () => {
    const stay: ResourceEvent = {
      type: 'ResourceOfflinePending',
      data: { ...attempt(SECOND, 2), persist: false, stay: true },
    };
    expect(stateAfter(...runningApp, stay).stays).toBe(true);
    expect(stateAfter(...runningApp, offlinePending()).stays).toBe(false);
    expect(stateAfter(...runningApp, stay, onlinePending()).stays).toBe(false);
  });

  test('counts its revisions and its changes of state', () => {
    const state = stateAfter(...runningApp, offlinePending(), offline(), fenced(9), failed());
    expect(state).toMatchObject({ revision: 9, stateSequence: 5, epoch: 9 });
  });

  test('that was never opened has no events', () => {
    expect(resource.evolve(resource.initial, online())).toEqual({ status: 'absent' });
    expect(RESOURCE_EVENT_TYPES).toContain('ResourceOpened');
  });
});
