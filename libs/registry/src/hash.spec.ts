import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { describe, expect, test } from '@jest/globals';

import { contentOf, type Content } from '../testing/model.js';
import { referenceHash, referencePriority } from '../testing/reference-hash.js';
import { hashKey } from './hash.js';
import { priorityOf } from './tree/treap.js';
import { applyChanges, emptyTree, findKey } from './tree/tree.js';
import { valueFromJson } from './values/value-json.js';
import { type RegistryChange } from './values/value.js';

const PAGE = readFileSync(resolve(import.meta.dirname, '../../../docs/hash.md'), 'utf8');

type Vector = {
  what: string;
  changes: (RegistryChange & { value?: unknown })[];
  key?: string;
  hash: string;
};

const VECTORS = JSON.parse(/```json\n(.*?)```/s.exec(PAGE)?.[1] ?? '[]') as Vector[];
const PRIORITIES = [...PAGE.matchAll(/^\| (?:`(.*?)`|\(empty\)) +\| `0x([0-9A-F]{8})` +\|$/gm)];

const keyOf = ({ changes, key }: Vector) =>
  findKey(
    applyChanges(
      emptyTree,
      changes.map((change) =>
        change.op === 'set' ? { ...change, value: valueFromJson(change.value) } : change,
      ),
    ),
    key ?? '',
  );

describe('docs/hash.md', () => {
  test('has vectors and priorities', () => {
    expect(VECTORS.length).toBeGreaterThanOrEqual(6);
    expect(PRIORITIES.length).toBeGreaterThanOrEqual(5);
  });

  test.each(VECTORS)('gives the hash of $what', (vector) => {
    const key = keyOf(vector);
    expect(hashKey(key)).toBe(vector.hash);
    expect(referenceHash(key && contentOf(key))).toBe(vector.hash);
  });

  test.each(PRIORITIES.map(([, name = '', digits = '']) => ({ name, digits })))(
    'gives the priority of "$name"',
    ({ name, digits }) => {
      const priority = BigInt(`0x${digits}`);
      expect(referencePriority(name)).toBe(priority);
      expect(BigInt(priorityOf(name))).toBe(priority - 2n ** 31n);
    },
  );
});

const set = (key: string, name: string, number: number): RegistryChange => ({
  op: 'set',
  key,
  name,
  value: { type: 'REG_DWORD', number },
});

test('an absent key, an empty key, and a key with an empty subkey have different hashes', () => {
  const holder = applyChanges(emptyTree, [{ op: 'create-key', key: 'a' }]);
  expect(new Set([undefined, emptyTree, holder].map(hashKey)).size).toBe(3);
});

test('the name of the key itself has no effect', () => {
  const tree = applyChanges(emptyTree, [set('a', 'n', 1), set('b', 'n', 1)]);
  expect(hashKey(findKey(tree, 'a'))).toBe(hashKey(findKey(tree, 'b')));
});

test.each([
  ['the data', { type: 'REG_DWORD', number: 2 }, 'n'],
  ['the type', { type: 'REG_BINARY', base64: 'AQAAAA==' }, 'n'],
  ['the name', { type: 'REG_DWORD', number: 1 }, 'm'],
] as const)('%s of a value has an effect', (_, value, name) => {
  const one = applyChanges(emptyTree, [set('a', 'n', 1)]);
  const other = applyChanges(emptyTree, [{ op: 'set', key: 'a', name, value }]);
  expect(hashKey(one)).not.toBe(hashKey(other));
});

test('the end of a name is never taken for the type or the data that follow', () => {
  const bytes = (name: string, base64: string): string =>
    hashKey(
      applyChanges(emptyTree, [
        { op: 'set', key: 'a', name, value: { type: 'REG_BINARY', base64 } },
      ]),
    );
  const moved = Buffer.from('B', 'utf16le').toString('base64');
  expect(bytes('AB', '')).not.toBe(bytes('A', moved));
  expect(bytes('A\0\u0300', '')).not.toBe(bytes('A', ''));
});

/** A text that counts the conversions to bytes. */
class CountedText {
  readonly type = 'REG_SZ';
  asked = 0;

  get text(): string {
    this.asked += 1;
    return 'x';
  }
}

/** The keys over which the values of a large registry are spread. */
const LAYOUTS: Record<string, (index: number) => string> = {
  'one key': () => 'App',
  'as many keys': (index) => `App\\k${index}`,
  'a deep tree of small keys': (index) =>
    ['App', ...[64, 8, 1].map((step) => String(Math.floor(index / step) % 8))].join('\\'),
};

test.each(Object.keys(LAYOUTS))('one change among many in %s hashes few values again', (layout) => {
  const values = Array.from({ length: 5_000 }, () => new CountedText());
  const keyFor = LAYOUTS[layout] ?? String;
  const tree = applyChanges(
    emptyTree,
    values.map((value, index) => ({ op: 'set', key: keyFor(index), name: `v${index}`, value })),
  );
  const asked = (): number => values.reduce((sum, value) => sum + value.asked, 0);
  hashKey(tree);
  const before = asked();
  expect(before).toBeGreaterThanOrEqual(values.length);
  hashKey(applyChanges(tree, [set(keyFor(77), 'new', 1)]));
  hashKey(tree);
  expect(asked() - before).toBeLessThan(400);
});

test('many small changes lead to the hash of a tree that is hashed as new', () => {
  const many = Array.from({ length: 3_000 }, (_, index) => set('App', `v${index}`, index));
  let tree = applyChanges(emptyTree, many);
  hashKey(tree);
  for (let index = 0; index < 40; index += 1) {
    tree = applyChanges(tree, [
      set('App', `v${index * 71}`, -index >>> 0),
      { op: 'delete-value', key: 'App', name: `v${index * 71 + 1}` },
      set(`App\\k${index}`, 'n', index),
    ]);
    hashKey(tree);
  }
  const content: Content = contentOf(tree);
  expect(hashKey(tree)).toBe(referenceHash(content));
});
