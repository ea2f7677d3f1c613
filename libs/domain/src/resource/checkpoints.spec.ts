import { describe, expect, test } from '@jest/globals';

import { hashKey } from '#registry';

import { keysCaptured, keysRestored, keysUnrestored, NAME } from '../../testing/crypto-stories.js';
import {
  captured,
  CHECKPOINT,
  checkpointed,
  KEY,
  NODE_A,
  NODE_B,
  resourceOpened,
  runningApp,
} from '../../testing/stories.js';
import { over, unrestored } from '../../testing/unrestored-stories.js';
import { type CheckpointId } from '../vocabulary/ids.js';
import { capturedAt } from './captured-at.js';
import { resource } from './decide.js';
import { type ResourceEvent } from './events.js';
import { capturesToPin } from './pinned-captures.js';
import { type OpenResource } from './state.js';

const stateAfter = (...events: readonly ResourceEvent[]): OpenResource =>
  events.reduce(resource.evolve, resource.initial) as OpenResource;

const OTHER = 'other' as CheckpointId;
const nowhere = { node: '', nodeRevision: -1 };

describe('a registry checkpoint', () => {
  test('has no capture when it is added', () => {
    expect(stateAfter(resourceOpened, checkpointed()[0]).checkpoints.get(CHECKPOINT)).toEqual({
      ...{ id: CHECKPOINT, key: KEY, view: '64-bit', effectiveKey: KEY, captures: 0 },
      ...{ hash: hashKey(undefined), source: nowhere, reason: 'added', settled: true },
      ...{ falseCaptures: [], overUnrestored: undefined },
    });
  });

  test('has the hash and the source of its last capture', () => {
    const state = stateAfter(...runningApp, captured(2, { reason: 'clobbered' }));
    expect(state.checkpoints.get(CHECKPOINT)).toMatchObject({
      ...{ captures: 2, hash: 'hash 2', reason: 'clobbered' },
      source: { node: NODE_A, nodeRevision: 6 },
    });
  });

  test('keeps the source of the capture before one that repeats an older one', () => {
    const reverted = captured(2, { source: { capture: 1 }, reason: 'reverted' });
    const state = stateAfter(...runningApp, reverted);
    expect(state.checkpoints.get(CHECKPOINT)?.source).toEqual({ node: NODE_A, nodeRevision: 5 });
  });

  test('has the mark of its last capture', () => {
    const marked = captured(2, { source: { capture: 1 }, overUnrestored: over(12) });
    const state = stateAfter(...unrestored, marked);
    expect(state.checkpoints.get(CHECKPOINT)).toMatchObject({
      ...{ overUnrestored: over(12), source: { node: NODE_A, nodeRevision: 12 } },
    });
  });

  test('goes with its path, and leaves the others', () => {
    const gone: ResourceEvent = {
      type: 'RegistryCheckpointDeleted',
      data: { checkpoint: CHECKPOINT, key: KEY.toLowerCase() },
    };
    const state = stateAfter(...runningApp, ...checkpointed(OTHER, 'K'), gone);
    expect([...state.checkpoints.keys()]).toEqual([OTHER]);
    expect([...state.keys.values()]).toEqual([OTHER]);
  });

  test('that is unknown takes no capture', () => {
    const state = stateAfter(resourceOpened);
    expect(resource.evolve(state, captured(1))).toEqual({ ...state, revision: 1 });
    expect(resource.evolve(state, keysCaptured(1))).toEqual({ ...state, revision: 1 });
  });

  test('lists at most 16 captures of the whole of an unrestored key', () => {
    const [added, first] = checkpointed();
    const marked = { ...first, data: { ...first.data, overUnrestored: over(12) } } as ResourceEvent;
    const many = Array.from({ length: 20 }, (_, at) => ({
      ...marked,
      data: { ...marked.data, number: at + 1 },
    })) as readonly ResourceEvent[];
    const { falseCaptures } =
      stateAfter(resourceOpened, added, ...many).checkpoints.get(CHECKPOINT) ?? {};
    expect(falseCaptures).toEqual(Array.from({ length: 16 }, (_, at) => at + 5));
  });
});

describe('a crypto checkpoint', () => {
  test('has no capture when it is added', () => {
    expect(stateAfter(...keysRestored.slice(0, 2)).crypto.get(CHECKPOINT)).toEqual({
      ...{ id: CHECKPOINT, name: '5\\P\\C', ...NAME, captures: 0, fingerprint: '', keys: [] },
      ...{ source: nowhere, reason: 'added', settled: true },
      ...{ falseCaptures: [], overUnrestored: undefined },
    });
  });

  test('has its last capture, and the sealed copies of all', () => {
    const state = stateAfter(...keysRestored, keysCaptured(2, { reason: 'recaptured' }));
    expect(state.crypto.get(CHECKPOINT)).toMatchObject({
      ...{ captures: 2, fingerprint: 'keys 2', keys: ['copy 1', 'copy 2'], reason: 'recaptured' },
      ...{ source: { node: NODE_A, nodeRevision: 6 }, settled: true, overUnrestored: undefined },
    });
  });

  test('lists the captures of a container that was not restored', () => {
    const stale = keysCaptured(2, { source: { node: NODE_A, nodeRevision: 12 } });
    const falseAfter = (...events: readonly ResourceEvent[]): unknown =>
      stateAfter(...events).crypto.get(CHECKPOINT)?.falseCaptures;
    expect(falseAfter(...keysUnrestored, stale)).toEqual([2]);
    expect(falseAfter(...keysUnrestored, keysCaptured(2, { fingerprint: 'keys 1' }))).toEqual([]);
    expect(falseAfter(...keysRestored, stale)).toEqual([]);
    const marked = { ...stale, data: { ...stale.data, overUnrestored: over(12) } } as ResourceEvent;
    expect(falseAfter(...keysUnrestored, marked)).toEqual([]);
  });

  test('goes alone', () => {
    const added = { ...keysRestored[1], data: { ...keysRestored[1]?.data, checkpoint: OTHER } };
    const state = stateAfter(...keysRestored, added as ResourceEvent, {
      type: 'CryptoCheckpointDeleted',
      data: { checkpoint: CHECKPOINT, name: '', keys: [] },
    });
    expect([...state.crypto.keys()]).toEqual([OTHER]);
  });
});

describe('the captures that an online restores', () => {
  const pinned = (...events: readonly ResourceEvent[]): readonly string[] =>
    capturesToPin(stateAfter(resourceOpened, ...events)).map(
      ({ checkpoint, capture }) => `${checkpoint} ${capture}`,
    );
  const at = (name: string, key: string): readonly ResourceEvent[] =>
    checkpointed(name as CheckpointId, key);

  test('are those of shallow keys first, then by key, then of containers', () => {
    expect(
      pinned(
        ...at('deep', 'A\\B\\C'),
        ...keysRestored.slice(1, 3),
        ...at('last', 'Z\\Z'),
        ...at('first', 'B\\B'),
        ...at('shallow', 'Z'),
      ),
    ).toEqual(['shallow 1', 'first 1', 'last 1', 'deep 1', 'checkpoint 1']);
  });

  test('are the last ones, of checkpoints that have a capture', () => {
    expect(pinned(...checkpointed(), captured(2), ...at('none', 'K').slice(0, 1))).toEqual([
      'checkpoint 2',
    ]);
  });
});

test('a capture has the edits up to its own revision, or up to that of its mark', () => {
  const source = { node: NODE_B, nodeRevision: 3 };
  expect(capturedAt({ source })).toEqual(source);
  expect(capturedAt({ source: { capture: 1 } })).toBeUndefined();
  expect(capturedAt({ source: { capture: 1 }, overUnrestored: over(12) })).toEqual({
    ...{ node: NODE_A, nodeRevision: 12 },
  });
});
