import { expect, test } from '@jest/globals';

import { type StatusName } from '#clusapi';
import { applyChanges, emptyTree, findKey, hashKey, type RegistryChange } from '#registry';

import { changed, content, restore, set, wasRestored } from '../../../testing/registry-stories.js';
import { specify } from '../../../testing/specify.js';
import { GROUP, KEY, nodeOpened } from '../../../testing/stories.js';
import { type CheckpointId } from '../../vocabulary/ids.js';
import { type NodeCommand, type RestoreOf } from '../commands.js';
import { node } from '../decide.js';
import { type NodeEvent } from '../events.js';
import { MAX_LIST_BYTES } from '../size.js';
import { type PresentNode } from '../state.js';

const spec = specify(node);

const OTHER = 'SOFTWARE\\Other';
const INNER = `${KEY}\\Inner`;
const at = (key: string, number: number): RegistryChange => ({ ...set(number), key });
const contentOf = (key: string, number: number) =>
  findKey(applyChanges(emptyTree, [at(key, number)]), key);

const one = restore().data as RestoreOf satisfies RestoreOf;
const other = (key: string, number: number, more: Partial<RestoreOf> = {}): RestoreOf => ({
  ...{ ...one, checkpoint: key as CheckpointId, key, content: contentOf(key, number) },
  ...more,
});
const both = (second: RestoreOf, first: RestoreOf = one): NodeCommand => ({
  type: 'RestoreRegistries',
  data: { restores: [first, second] },
});
const restoredOf = (key: string, number: number, changes: readonly RegistryChange[]): NodeEvent =>
  wasRestored(changes, {
    ...{ checkpoint: key as CheckpointId, key },
    hash: hashKey(contentOf(key, number)),
  });

test.each<[string, readonly NodeEvent[], NodeCommand, readonly NodeEvent[]]>([
  [
    'two keys',
    [changed(set(9))],
    both(other(OTHER, 2)),
    [wasRestored([set(1)]), restoredOf(OTHER, 2, [at(OTHER, 2)])],
  ],
  [
    'a key in another one: onto what the restore of the other one leaves',
    [changed(set(1), at(INNER, 7))],
    both(other(INNER, 7)),
    [wasRestored([{ op: 'delete-key', key: INNER }]), restoredOf(INNER, 7, [at(INNER, 7)])],
  ],
  [
    'what one of them has done already',
    [wasRestored([set(1)])],
    both(other(OTHER, 2)),
    [restoredOf(OTHER, 2, [at(OTHER, 2)])],
  ],
])('several restores write %s', (_, history, command, events) => {
  spec
    .given(nodeOpened, ...history)
    .when(command)
    .then(...events);
});

const long = findKey(
  applyChanges(emptyTree, [
    {
      op: 'set',
      key: OTHER,
      name: 'N',
      value: { type: 'REG_SZ', text: 'x'.repeat(MAX_LIST_BYTES) },
    },
  ]),
  OTHER,
);

test.each<[string, readonly NodeEvent[], NodeCommand, StatusName, RegExp]>([
  [
    'if one of the keys is held',
    [{ type: 'RegistryHeld', data: { key: OTHER, holder: 'me' } }],
    both(other(OTHER, 2)),
    'ERROR_ACCESS_DENIED',
    /me holds/,
  ],
  [
    'if an operation came first',
    [{ type: 'GroupFenced', data: { group: GROUP, epoch: 7 } }],
    both(other(OTHER, 2)),
    'ERROR_INVALID_STATE',
    /epoch 1 is fenced/,
  ],
  [
    'if the lists are too long',
    [],
    both(other(OTHER, 2, { content: long })),
    'ERROR_INVALID_STATE',
    /must be staged/,
  ],
])('none of several restores is done %s', (_, history, command, status, reason) => {
  spec
    .given(nodeOpened, ...history)
    .when(command)
    .refuses(status, reason);
});

test('the keys have their contents after several restores', () => {
  const before = [nodeOpened, changed(set(9), at(OTHER, 9))].reduce(node.evolve, node.initial);
  const after = node
    .decide(both(other(OTHER, 2)), before)
    .reduce(node.evolve, before) as PresentNode;
  expect(hashKey(findKey(after.registry, KEY))).toBe(hashKey(content));
  expect(hashKey(findKey(after.registry, OTHER))).toBe(hashKey(contentOf(OTHER, 2)));
  expect(after.restores.size).toBe(2);
});
