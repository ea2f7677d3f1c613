import { describe, expect, test } from '@jest/globals';

import { type KeyId, type NodeEvent, type ResourceEvent } from '#domain';
import {
  APP,
  attempt,
  CHECKPOINT,
  deleted,
  keysCaptured,
  keysRestored,
  keysUnrestored,
  NODE_A,
  NODE_B,
  nodeOpened,
  offlinePending,
  onlinePending,
  type StateStory,
  stored,
  WEB,
} from '#testing/domain';
import {
  containerAt,
  runningKeys,
  unrestoredKeys,
  intervalEnds,
  capturesKeys,
  captureStepsOf,
  otherKeys,
  idOf,
} from '#testing/processes';

import { capturing } from './capturing.js';
import { captureKey, offlineCryptoSteps } from './crypto-steps.js';

describe('the keys of a container are captured', () => {
  test.each<[string, StateStory, unknown]>([
    [
      'when they change while the resource is online',
      runningKeys(otherKeys),
      capturesKeys('keys 2', { reason: 'changed', revision: 12, cause: 'node-a@12' }),
    ],
    [
      'since the online, if they changed before it',
      containerAt(10)
        .node(NODE_A, otherKeys)
        .resource(APP, ...keysRestored),
      capturesKeys('keys 2', { reason: 'changed', revision: 11, cause: 'app@5' }),
    ],
    [
      'late, if they changed before the end of the interval',
      intervalEnds(runningKeys(otherKeys), 12),
      capturesKeys('keys 2', { reason: 'recovered', revision: 12, cause: 'app@7' }),
    ],
    [
      'with a mark where the restore is missing',
      unrestoredKeys(otherKeys),
      capturesKeys('keys 2', { reason: 'changed', revision: 12, cause: 'node-a@12', mark: true }),
    ],
    [
      'late and with a mark where the restore is missing, since the change',
      intervalEnds(unrestoredKeys(otherKeys), 12),
      capturesKeys('keys 2', { reason: 'recovered', revision: 12, cause: 'node-a@12', mark: true }),
    ],
  ])('%s', (_, story, wanted) => {
    expect(captureStepsOf(story)).toEqual([wanted]);
  });

  test('as recovered after a start', () => {
    const wanted = { reason: 'recovered', revision: 12, cause: 'node-a@12' };
    expect(captureStepsOf(runningKeys(otherKeys), 'recovering')).toEqual([
      capturesKeys('keys 2', wanted),
    ]);
  });

  test('when the default provider changes, since that', () => {
    const name = { type: 1, provider: '', container: 'C' };
    const added: ResourceEvent = {
      type: 'CryptoCheckpointAdded',
      data: { checkpoint: CHECKPOINT, name: '1\\\\C', ...name },
    };
    const [opened, , first, ...rest] = keysRestored as readonly [
      ResourceEvent,
      never,
      ResourceEvent,
    ];
    const story = containerAt(1, opened, added, first, ...rest).node(NODE_A, otherKeys);
    expect(captureStepsOf(story)).toEqual([]);
    story.node(NODE_A, { type: 'DefaultProviderSet', data: { type: 1, provider: 'P' } });
    const wanted = { reason: 'changed', revision: 2, cause: 'node-a@3' };
    expect(captureStepsOf(story)).toEqual([capturesKeys('keys 2', wanted)]);
  });
});

describe('the keys of a container are not captured', () => {
  const secret: NodeEvent = {
    ...otherKeys,
    data: { ...(otherKeys.data as object), exportable: false } as never,
  };
  test.each<[string, StateStory]>([
    ['if they are those of the last capture', runningKeys()],
    ['if they are not exportable', runningKeys(secret)],
    ['if the container has another name', runningKeys(stored('keys 2', 'D'))],
    ['on another node', runningKeys().node(NODE_B, nodeOpened, otherKeys)],
    [
      'if the resource was never online',
      containerAt(1, ...keysRestored.slice(0, 3)).node(NODE_A, otherKeys),
    ],
    ['on the way offline', runningKeys(otherKeys).resource(APP, offlinePending())],
    [
      'on the way online',
      containerAt(1, ...keysRestored.slice(0, 3), onlinePending()).node(NODE_A, otherKeys),
    ],
    ['if they changed after the end of the interval', intervalEnds(runningKeys(otherKeys), 11)],
    [
      'if the end of the interval is captured',
      intervalEnds(runningKeys(otherKeys), 12).resource(
        APP,
        keysCaptured(2, {
          fingerprint: 'other',
          source: { node: NODE_A, nodeRevision: 12 },
        }),
      ),
    ],
    [
      'if a command has replaced the stored copy since the end of the interval',
      intervalEnds(runningKeys(otherKeys), 12).resource(
        APP,
        keysCaptured(2, { fingerprint: 'other', reason: 'recaptured' }),
      ),
    ],
    [
      'if they are from before the attempted restore',
      containerAt(9)
        .node(NODE_A, otherKeys)
        .resource(APP, ...keysUnrestored),
    ],
    [
      'if the resource is closed',
      runningKeys(otherKeys).resource(APP, { type: 'ResourceClosed', data: {} }),
    ],
  ])('%s', (_, story) => {
    expect(captureStepsOf(story)).toEqual([]);
  });

  test('if the resource does not exist', () => {
    expect(
      capturing.next(runningKeys(otherKeys).clusterState, WEB, { phase: 'following', now: 0 }),
    ).toEqual([]);
  });
});

describe('on the way offline', () => {
  const leaving = (story: StateStory): unknown =>
    offlineCryptoSteps(story.clusterState, APP, attempt(undefined, 1, NODE_A));

  test('each exportable container is captured at the revision of the node', () => {
    const key = captureKey(CHECKPOINT, 2, 'keys 1');
    const data = {
      ...{ checkpoint: CHECKPOINT, reason: 'going-offline', fingerprint: 'keys 1', key },
      ...{ source: { node: NODE_A, nodeRevision: 11 }, operation: attempt().operation },
    };
    expect(leaving(runningKeys().resource(APP, offlinePending()))).toEqual([
      {
        ...{ kind: 'resource', id: APP, rule: 'R1', copy: { from: 'keys 1', to: key } },
        command: { type: 'CaptureCrypto', data },
      },
    ]);
  });

  test.each<[string, StateStory]>([
    ['that is absent', runningKeys(deleted()).resource(APP, offlinePending())],
    [
      'that is captured',
      runningKeys().resource(APP, offlinePending(), keysCaptured(2, { reason: 'going-offline' })),
    ],
    ['whose restore is missing', unrestoredKeys().resource(APP, offlinePending())],
    [
      'of a resource that was not online',
      containerAt(1, ...keysRestored.slice(0, 3), offlinePending()),
    ],
    ['of a resource without an attempt', runningKeys()],
  ])('no container %s is captured', (_, story) => {
    expect(leaving(story)).toEqual([]);
  });
});

test('the sealed copy of a capture has an id of its own', () => {
  const [C, D] = ['c', 'd'].map(idOf) as [string, string];
  const ids: readonly KeyId[] = [
    captureKey(C, 1, 'f'),
    captureKey(D, 1, 'f'),
    captureKey(C, 2, 'f'),
    captureKey(C, 1, 'g'),
  ];
  expect(new Set(ids).size).toBe(4);
  expect(captureKey(C, 1, 'f')).toBe(ids[0]);
});
