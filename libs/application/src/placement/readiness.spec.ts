import { describe, expect, test } from '@jest/globals';

import { type CheckpointId, type KeyId } from '#domain';
import { hashKey } from '#registry';
import { BuiltState } from '#testing/processes';

import { groupReadiness, type NodeReadiness } from './readiness.js';

const KEY = 'SOFTWARE\\Contoso\\App';
const CHECKPOINT = 'checkpoint' as CheckpointId;

const nodes = { a: 'Up', b: 'Up', c: 'Paused', d: 'Down' } as const;

/** The readiness of a node by its name. */
const of = (state: BuiltState, name: string): NodeReadiness | undefined =>
  groupReadiness(state.clusterState, BuiltState.GROUP).find(
    ({ node }) => node === BuiltState.node(name),
  );

const withKey = (captures: readonly string[] = []): BuiltState => {
  const checkpoint = CHECKPOINT;
  const state = new BuiltState(nodes)
    .group('a')
    .member('r')
    .record('resource', 'r', {
      type: 'RegistryCheckpointAdded',
      data: { checkpoint, key: KEY, view: '64-bit', effectiveKey: KEY },
    });
  const source = { node: BuiltState.node('a'), nodeRevision: 0 };
  captures.forEach((hash, index) => {
    const data = { checkpoint, number: index + 1, hash, reason: 'added', source } as const;
    state.record('resource', 'r', { type: 'RegistryCheckpointCaptured', data });
  });
  return state;
};

const withContainer = (keys: readonly (string | undefined)[], provider = 'P'): BuiltState => {
  const checkpoint = CHECKPOINT;
  const name = { type: 4, provider, container: 'C' };
  const state = new BuiltState(nodes)
    .group('a')
    .member('r')
    .record('resource', 'r', {
      type: 'CryptoCheckpointAdded',
      data: { checkpoint, ...name, name: `4\\${provider}\\C` },
    });
  const source = { node: BuiltState.node('a'), nodeRevision: 0 };
  keys.forEach((key, index) => {
    const captured = { checkpoint, number: index + 1, fingerprint: 'f', reason: 'added', source };
    const data = { ...captured, ...(key !== undefined && { key: key as KeyId }) } as never;
    state.record('resource', 'r', { type: 'CryptoCheckpointCaptured', data });
  });
  return state;
};

const hold = (state: BuiltState, node: string, key: string): BuiltState =>
  state.record('node', node, { type: 'RegistryHeld', data: { key, holder: 'editor' } });

describe('the readiness of a node', () => {
  test('has every reason why the whole group could not be there', () => {
    const owners = { possibleOwners: [BuiltState.node('a'), BuiltState.node('b')] };
    const state = new BuiltState(nodes).group('a').member('r', owners).member('s', owners);
    const kinds = ['a', 'b', 'c', 'd'].map((name) =>
      of(state, name)?.obstacles.map((obstacle) => obstacle.is),
    );
    expect(kinds).toEqual([
      [],
      [],
      ['paused', 'not-possible', 'not-possible'],
      ['down', 'not-possible', 'not-possible'],
    ]);
    expect(['a', 'b'].map((name) => of(state, name)?.isOwner)).toEqual([true, false]);
  });

  test.each([
    ['the key', KEY, 1],
    ['a key below it', `${KEY}\\Sub`, 1],
    ['a key above it', 'SOFTWARE\\Contoso', 0],
    ['another key', 'SOFTWARE\\Other', 0],
  ])('has the holds that would prevent a restore: of %s', (_, key, count) => {
    const state = hold(withKey(['h']), 'b', key);
    expect([of(state, 'b')?.holds.length, of(state, 'a')?.holds.length]).toEqual([count, 0]);
  });

  test.each([
    ['without a capture', [], ['b']],
    ['with a capture', ['h'], []],
    ['with a capture of an absent key', ['h', hashKey(undefined)], ['b']],
  ])('has the keys that would be missing: a checkpoint %s', (_, captures, missing) => {
    const changes = [{ op: 'create-key', key: KEY }] as const;
    const state = withKey(captures).record('node', 'a', {
      type: 'RegistryChanged',
      data: { changes },
    });
    const found = ['a', 'b'].filter((name) => (of(state, name)?.missingKeys.length ?? 0) > 0);
    expect(found).toEqual(missing);
  });

  test.each([
    ['without a capture', [], 'P', 1],
    ['with captured keys', ['k'], 'P', 0],
    ['with a capture of an absent container', ['k', undefined], 'P', 1],
    ['whose type has no default provider there', ['k'], '', 1],
  ])('has the containers that would be missing: a checkpoint %s', (_, keys, provider, count) => {
    expect(of(withContainer(keys, provider), 'b')?.missingContainers).toHaveLength(count);
  });
});
