import { expect, test } from '@jest/globals';

import {
  absenceWasRestored,
  deleted,
  keysCaptured,
  keysWereRestored,
  stored,
} from '../../../testing/crypto-stories.js';
import { CHECKPOINT, nodeOpened, resourceOpened } from '../../../testing/stories.js';
import { type ContainerId, type KeyId } from '../../vocabulary/ids.js';
import { SealedKeys } from './sealed-keys.js';

type Event = Parameters<SealedKeys['take']>[0];

const [ONE, TWO] = ['one', 'two'] as unknown as readonly [KeyId, KeyId];
const container = 'C' as ContainerId;

test.each<[string, Event, readonly string[]]>([
  ['a deleted container', deleted('one'), ['one']],
  [
    'a deleted checkpoint, with all of its captures',
    {
      type: 'CryptoCheckpointDeleted',
      data: { checkpoint: CHECKPOINT, name: '', keys: [ONE, TWO] },
    },
    ['one', 'two'],
  ],
  ['stored keys that replace others', stored('two', 'C', 'one'), ['one']],
  ['restored keys that replace others', keysWereRestored({ replaced: ONE }), ['one']],
  ['a restored absence', absenceWasRestored({ container, replaced: ONE }), ['one']],
  ['the first keys of a container', stored('one'), []],
  ['restored keys that replace none', keysWereRestored(), []],
  ['a restored absence of nothing', absenceWasRestored(), []],
  ['a capture', keysCaptured(1, { key: ONE }), []],
  [
    'keys that a caller has read',
    { type: 'KeyMaterialRevealed', data: { container, key: ONE, fingerprint: 'one' } },
    [],
  ],
  ['an event without keys', nodeOpened, []],
])('after %s, the keys to erase are those that nothing refers to', (_, event, lost) => {
  const keys = new SealedKeys();
  keys.take(event);
  expect([...keys.toErase]).toEqual(lost);
});

test('a sealed key waits until an event refers to it', () => {
  const keys = new SealedKeys();
  keys.sealed(ONE, 10);
  keys.sealed(TWO, 20);
  keys.take(resourceOpened);
  expect([...keys.waiting]).toEqual([
    [ONE, 10],
    [TWO, 20],
  ]);
  keys.take(keysCaptured(1, { key: ONE }));
  expect([...keys.waiting]).toEqual([[TWO, 20]]);
  expect([...keys.toErase]).toEqual([]);
});

test('an erased key is neither lost nor waiting', () => {
  const keys = new SealedKeys();
  keys.sealed(ONE, 10);
  keys.take(deleted('two'));
  keys.erased(TWO);
  expect([...keys.toErase]).toEqual([]);
  expect([...keys.waiting.keys()]).toEqual([ONE]);
  keys.erased(ONE);
  expect([...keys.waiting.keys()]).toEqual([]);
});

test('a copy and a thawed copy know the same keys, and change independently', () => {
  const keys = new SealedKeys();
  keys.sealed(ONE, 10);
  keys.take(deleted('two'));
  const thawed = new SealedKeys();
  thawed.thaw(keys.freeze());
  for (const copy of [new SealedKeys(keys), thawed]) {
    expect([...copy.waiting]).toEqual([[ONE, 10]]);
    expect([...copy.toErase]).toEqual([TWO]);
    copy.erased(ONE);
    copy.erased(TWO);
  }
  expect(keys.freeze()).toEqual({ lost: [TWO], unclaimed: [[ONE, 10]] });
});
