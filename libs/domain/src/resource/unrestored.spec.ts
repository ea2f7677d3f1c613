import { describe, expect, test } from '@jest/globals';

import {
  attempt,
  captured,
  CHECKPOINT,
  checkpointed,
  KEY,
  NODE_A,
  NODE_B,
  online,
  resourceOpened,
  runningApp,
  SECOND,
} from '../../testing/stories.js';
import { over, unrestored } from '../../testing/unrestored-stories.js';
import { resource } from './decide.js';
import { type ResourceEvent } from './events.js';
import { type OpenResource } from './state.js';

const stateAfter = (...events: readonly ResourceEvent[]): OpenResource => {
  const state = events.reduce(resource.evolve, resource.initial);
  if (state.status !== 'open') throw new Error('it is not open');
  return state;
};
const missingAfter = (...events: readonly ResourceEvent[]): readonly string[] => [
  ...(stateAfter(...events).onlineInterval?.unrestored.keys() ?? []),
];
const falseAfter = (...events: readonly ResourceEvent[]) =>
  stateAfter(...events).checkpoints.get(CHECKPOINT)?.falseCaptures;

describe('an online interval whose restore is missing', () => {
  test.each<[string, readonly ResourceEvent[], boolean]>([
    [
      'goes on after an edit was captured',
      [captured(2, { source: { capture: 1 }, overUnrestored: over(12) })],
      true,
    ],
    ['ends with a capture of the whole key', [captured(2, { reason: 'recaptured' })], false],
    [
      'goes on after a capture of another node',
      [captured(2, { source: { node: NODE_B, nodeRevision: 99 } })],
      true,
    ],
    [
      'ends with a restore by command',
      [
        {
          type: 'RegistryCheckpointRestored',
          data: { ...attempt(SECOND, 2), checkpoint: CHECKPOINT, capture: 1, nodeRevision: 13 },
        },
      ],
      false,
    ],
    [
      'goes on after a restore onto another node',
      [
        {
          type: 'RegistryCheckpointRestored',
          data: {
            ...attempt(SECOND, 2, NODE_B),
            checkpoint: CHECKPOINT,
            capture: 1,
            nodeRevision: 13,
          },
        },
      ],
      true,
    ],
    [
      'goes on after a restore by command that failed',
      [
        {
          type: 'RegistryCheckpointRestoreFailed',
          data: { ...attempt(SECOND, 2), checkpoint: CHECKPOINT, capture: 1, reason: 'held' },
        },
      ],
      true,
    ],
    [
      'is known even after its checkpoint was deleted',
      [{ type: 'RegistryCheckpointDeleted', data: { checkpoint: CHECKPOINT, key: KEY } }],
      true,
    ],
  ])('%s', (_, events, isMissing) => {
    expect(missingAfter(...unrestored, ...events)).toEqual(isMissing ? [CHECKPOINT] : []);
  });

  test('counts edits from the online on if the log has no time of the restore', () => {
    const old: ResourceEvent = {
      type: 'RegistryCheckpointRestoreFailed',
      data: { ...attempt(), checkpoint: CHECKPOINT, capture: 1, reason: 'held' },
    };
    const events = [...unrestored.slice(0, -2), old, online()];
    const missing = stateAfter(...events).onlineInterval?.unrestored.get(CHECKPOINT);
    expect(missing?.nodeRevision).toBe(11);
  });
});

describe('a capture of an unrestored key, in a log of an earlier version', () => {
  const stale = captured(2, { source: { node: NODE_A, nodeRevision: 12 } });

  test('is listed, and ends the missing restore', () => {
    expect(falseAfter(...unrestored, stale)).toEqual([2]);
    expect(missingAfter(...unrestored, stale)).toEqual([]);
  });

  test('stays listed after later captures, until a command replaces the stored copy', () => {
    const later = [stale, captured(3)];
    expect(falseAfter(...unrestored, ...later)).toEqual([2]);
    expect(falseAfter(...unrestored, ...later, captured(4, { reason: 'recaptured' }))).toEqual([]);
    const reverted = captured(4, { reason: 'reverted', source: { capture: 1 } });
    expect(falseAfter(...unrestored, ...later, reverted)).toEqual([]);
  });

  test.each<[string, readonly ResourceEvent[]]>([
    ['the same content', [...unrestored, captured(2, { hash: 'hash 1' })]],
    ['a clobber', [...unrestored, captured(2, { reason: 'clobbered' })]],
    ['a key that was restored', [...runningApp, captured(2)]],
    ['another node', [...unrestored, captured(2, { source: { node: NODE_B, nodeRevision: 1 } })]],
  ])('is not among %s', (_, events) => {
    expect(falseAfter(...events)).toEqual([]);
  });

  test('also comes from a checkpoint that is added over such a key', () => {
    const [added, first] = checkpointed();
    const marked = { ...first, data: { ...first.data, overUnrestored: over(12) } } as ResourceEvent;
    expect(falseAfter(resourceOpened, added, marked)).toEqual([1]);
  });
});
