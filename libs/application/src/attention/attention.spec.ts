import { describe, expect, test } from '@jest/globals';

import { type CheckpointId, type KeyId } from '#domain';
import { BuiltState, type NodeIs } from '#testing/processes';

import { stateItems } from './get-attention.js';
import { placeOf, type AttentionItem } from './item.js';

const KEY = 'SOFTWARE\\Contoso\\App';

const itemsOf = (state: BuiltState, now = 0): readonly AttentionItem[] =>
  stateItems(state.clusterState, now);

/** The requests that mend a state, with the kinds of their items. */
const told = (state: BuiltState, now?: number): readonly string[] =>
  itemsOf(state, now).map(
    ({ severity, kind, remedy: { method, path } }) => `${severity} ${kind}: ${method} ${path}`,
  );

const failed = (a: NodeIs, b: NodeIs, restarts: number): BuiltState =>
  new BuiltState({ a: 'Up', b: 'Up' })
    .group('a', [], { failoverThreshold: 0 })
    .member('r', { restartThreshold: restarts, retryPeriodOnFailure: 4_294_967_295 })
    .fails('r', 'a', 1000)
    .record('node', 'a', stateEvent(a))
    .record('node', 'b', stateEvent(b));

const stateEvent = (is: NodeIs) => {
  const data = { operation: 'x' as never };
  if (is === 'Down') return { type: 'NodeStopped', data } as const;
  return is === 'Paused'
    ? ({ type: 'NodePaused', data } as const)
    : ({ type: 'NodeResumed', data: { ...data, failback: 'none' } } as const);
};

describe('a failed resource', () => {
  test.each<[string, BuiltState, string]>([
    ['on a node that is up', failed('Up', 'Up', 0), 'POST /v1/resources/r/online'],
    ['on a node that is down, with another one', failed('Down', 'Up', 0), 'POST /v1/groups/g/move'],
    [
      'on a node that is down, without another one',
      failed('Down', 'Down', 0),
      'POST /v1/nodes/a/start',
    ],
    [
      'on a paused node, without another one',
      failed('Paused', 'Down', 0),
      'POST /v1/nodes/a/resume',
    ],
  ])('%s is mended by the first request that is not refused', (_, state, remedy) => {
    expect(told(state)).toEqual([`critical failed: ${remedy}`]);
  });

  test('that may not run on its node and on no other one is allowed there', () => {
    const state = failed('Up', 'Up', 0).record('resource', 'r', {
      type: 'ResourceConfigured',
      data: { possibleOwners: [BuiltState.node('c')] },
    });
    expect(told(state)).toEqual(['critical failed: PUT /v1/resources/r/possible-owners/a']);
  });

  test('says when it is tried again, and since when it has failed', () => {
    const [item] = itemsOf(failed('Up', 'Up', 3), 1000);
    expect(item).toMatchObject({
      ...{ severity: 'warning', kind: 'retry-due', due: 1500 },
      since: { eventId: expect.stringMatching(/^ResourceFailed r/) },
      remedy: { method: 'POST', path: '/v1/resources/r/online' },
    });
  });
});

const checkpoint = (state: BuiltState, resource: string, key: string): BuiltState =>
  state.record('resource', resource, {
    type: 'RegistryCheckpointAdded',
    data: { checkpoint: `c${resource}` as CheckpointId, key, view: '64-bit', effectiveKey: key },
  });

const hold = (state: BuiltState, node: string, key: string): BuiltState =>
  state.record('node', node, { type: 'RegistryHeld', data: { key, holder: 'editor' } });

const twoNodes = (): BuiltState =>
  new BuiltState({ a: 'Up', b: 'Up' }).group('a').member('r').member('s').member('t');

describe('a hold', () => {
  test.each([
    ['of a checkpointed key', KEY, true],
    ['of a key below one', `${KEY}\\Sub`, true],
    ['of a key above one', 'SOFTWARE', false],
    ['of a key without a checkpoint', 'SOFTWARE\\Other', false],
  ])('%s needs a release: %s', (_, key, isItem) => {
    const path = `/v1/nodes/b/registry/holds?key=${encodeURIComponent(key)}`;
    const state = hold(checkpoint(twoNodes(), 'r', KEY), 'b', key);
    expect(told(state)).toEqual(isItem ? [`warning held: DELETE ${path}`] : []);
  });

  test('on a node where the resource may not run needs none', () => {
    const state = checkpoint(twoNodes(), 'r', KEY).record('resource', 'r', {
      type: 'ResourceConfigured',
      data: { possibleOwners: [BuiltState.node('a')] },
    });
    expect(told(hold(state, 'b', KEY))).toEqual([]);
  });
});

describe('a clobber', () => {
  const remedy = (resource: string): string =>
    `warning clobber: DELETE /v1/resources/${resource}/checkpoints/c${resource}`;

  test.each([
    ['one key', [KEY, KEY, KEY], ['s', 't']],
    ['a key and two below it', ['SOFTWARE', KEY, 'SOFTWARE\\Other'], ['s', 't']],
    ['two keys below a later one', [KEY, 'SOFTWARE\\Other', 'SOFTWARE'], ['t']],
    ['different keys', [KEY, 'SOFTWARE\\Other', 'SOFTWARE\\Third'], []],
  ])(
    'is an item of each later checkpoint: %s',
    (_, [first = '', second = '', third = ''], later) => {
      const state = checkpoint(
        checkpoint(checkpoint(twoNodes(), 'r', first), 's', second),
        't',
        third,
      );
      expect(told(state)).toEqual(later.map(remedy));
    },
  );

  test('of one key container is an item of the later checkpoint', () => {
    const added = (state: BuiltState, resource: string): BuiltState =>
      state.record('resource', resource, {
        type: 'CryptoCheckpointAdded',
        data: {
          ...{ checkpoint: `c${resource}` as CheckpointId, name: '4\\P\\C' },
          ...{ type: 4, provider: 'P', container: 'C' },
        },
      });
    expect(told(added(added(twoNodes(), 's'), 'r'))).toEqual([remedy('r')]);
  });
});

describe('a key container without its restore', () => {
  const unrestored = (cause: 'key-erased' | 'provider-missing', type: number): BuiltState => {
    const name = { type, provider: cause === 'key-erased' ? 'P' : '', container: 'C' };
    const checkpointId = 'cr' as CheckpointId;
    const attempt = { operation: 'o' as never, epoch: 0, node: BuiltState.node('a') };
    const source = { node: BuiltState.node('b'), nodeRevision: 0 };
    const captured = { number: 1, fingerprint: 'f', reason: 'added', source, key: 'k' } as const;
    return twoNodes()
      .record('resource', 'r', {
        type: 'CryptoCheckpointAdded',
        data: { checkpoint: checkpointId, name: 'n', ...name },
      })
      .record('resource', 'r', {
        type: 'CryptoCheckpointCaptured',
        data: { checkpoint: checkpointId, ...captured } as never,
      })
      .record('resource', 'r', {
        type: 'ResourceOnlinePending',
        data: { ...attempt, pins: [{ checkpoint: checkpointId, capture: 1 }], persist: true },
      })
      .record('resource', 'r', {
        type: 'CryptoCheckpointRestoreFailed',
        data: { ...attempt, checkpoint: checkpointId, capture: 1, reason: 'x', cause },
      })
      .record('resource', 'r', { type: 'ResourceOnline', data: { ...attempt, nodeRevision: 0 } });
  };
  const path = '/v1/resources/r/checkpoints/cr';
  const provider = (state: BuiltState, node: string): BuiltState =>
    state.record('node', node, { type: 'DefaultProviderSet', data: { type: 4, provider: 'P' } });
  const stored = (state: BuiltState): BuiltState =>
    state.record('node', 'a', {
      type: 'KeyContainerStored',
      data: {
        ...{ type: 4, provider: 'P', name: 'C', container: 'x' as never },
        ...{ exportable: true, fingerprint: 'f', key: 'k2' as KeyId },
      },
    });

  test.each<[string, BuiltState, string]>([
    [
      'gets the provider of the node with the capture',
      provider(unrestored('provider-missing', 4), 'b'),
      'PUT /v1/nodes/a/default-providers/4',
    ],
    [
      'is restored once it has a provider',
      provider(unrestored('provider-missing', 4), 'a'),
      `POST ${path}/restore`,
    ],
    [
      'is given up if no node knows a provider',
      unrestored('provider-missing', 4),
      `DELETE ${path}`,
    ],
    [
      'whose keys were erased is captured again',
      stored(unrestored('key-erased', 4)),
      `POST ${path}/recapture`,
    ],
    [
      'whose keys were erased everywhere is given up',
      unrestored('key-erased', 4),
      `DELETE ${path}`,
    ],
  ])('%s', (_, state, remedy) => {
    expect(told(state)).toEqual([`critical unrestored: ${remedy}`]);
    expect(itemsOf(state)[0]?.since).toMatchObject({
      eventId: expect.stringMatching(/^CryptoCheckpointRestoreFailed/),
    });
  });
});

test('the list is in the order of severity, then of the beginning, then of the things', () => {
  const item = (severity: 'critical' | 'warning', position: string | undefined, id: string) =>
    placeOf({
      ...{ severity, kind: 'failed', thing: { kind: 'resource', id, name: 'n' } },
      since: position === undefined ? undefined : { position, recordedAt: 0 },
      ...{ detail: '', remedy: { text: '', method: 'POST', path: '' } },
    });
  const wanted = [
    item('critical', '9', 'z'),
    item('critical', '10', 'a'),
    item('critical', '10', 'b'),
    item('critical', undefined, 'a'),
    item('warning', '1', 'a'),
  ];
  expect(wanted.toReversed().sort()).toEqual(wanted);
});
