import { describe, expect, test } from '@jest/globals';

import { contentOf } from '../../testing/model.js';
import {
  applyChanges,
  applyEffective,
  emptyTree,
  findKey,
  getValue,
  keyCount,
  keyValues,
  subKeys,
  valueCount,
} from './tree.js';
import { type RegistryChange } from '../values/value.js';

const text = (content: string) => ({ type: 'REG_SZ', text: content }) as const;
const set = (key: string, name: string, content = 'x'): RegistryChange => ({
  op: 'set',
  key,
  name,
  value: text(content),
});

describe('a registry', () => {
  test('finds keys and values in any case, and keeps the case of the first writer', () => {
    const tree = applyChanges(emptyTree, [
      set('SOFTWARE\\Contoso', 'Port', '1'),
      set('software\\CONTOSO\\Sub', 'PORT', '2'),
      set('Software\\contoso', 'pORT', '3'),
    ]);
    const key = findKey(tree, 'sOFTWARE\\cONTOSO');
    expect(key && contentOf(key)).toEqual({
      values: [{ name: 'Port', value: text('3') }],
      keys: [{ name: 'Sub', content: { values: [{ name: 'PORT', value: text('2') }], keys: [] } }],
    });
    expect(key && getValue(key, 'PORT')).toEqual(text('3'));
    expect(key?.name).toBe('Contoso');
  });

  test('takes the case of the next writer after a name was deleted', () => {
    const tree = applyChanges(emptyTree, [
      set('App', 'Port'),
      { op: 'delete-value', key: 'APP', name: 'PORT' },
      set('app', 'port'),
    ]);
    const app = findKey(tree, 'App');
    expect(app && [...keyValues(app)].map(({ name }) => name)).toEqual(['port']);
    const again = applyChanges(tree, [{ op: 'delete-key', key: 'APP' }, set('app', 'port')]);
    expect([...subKeys(again)].map(({ name }) => name)).toEqual(['app']);
  });

  test('finds nothing below an absent key', () => {
    expect(findKey(emptyTree, 'SOFTWARE\\Contoso')).toBeUndefined();
    expect(findKey(emptyTree, '__proto__')).toBeUndefined();
    expect(getValue(emptyTree, 'constructor')).toBeUndefined();
    expect(findKey(emptyTree, '')).toBe(emptyTree);
  });

  test('lists in the order of folded UTF-16 units, and its counts agree', () => {
    const names = ['b', '', 'a', 'B1', 'A1', '\u00ff', '\uffff', '\ud801\udc00', '_'];
    const tree = applyChanges(
      emptyTree,
      names.flatMap((name) => [set('App', name), set(`App\\k${name}`, 'x')]),
    );
    const app = findKey(tree, 'App') ?? emptyTree;
    const sorted = ['', 'a', 'A1', 'b', 'B1', '_', '\u00ff', '\ud801\udc00', '\uffff'];
    expect([...keyValues(app)].map(({ name }) => name)).toEqual(sorted);
    expect([...subKeys(app)].map(({ name }) => name)).toEqual(sorted.map((name) => `k${name}`));
    expect([valueCount(app), keyCount(app)]).toEqual([names.length, names.length]);
  });

  test('is as deep as Windows allows', () => {
    const key = Array.from({ length: 512 }, (_, level) => `Level ${level}`).join('\\');
    const tree = applyChanges(emptyTree, [set(key, 'n')]);
    expect(findKey(tree, key.toUpperCase())?.name).toBe('Level 511');
    expect(applyChanges(tree, [{ op: 'delete-key', key: 'level 0' }]).keyCount).toBe(0);
  });
});

describe('keeps the changes of a list that have an effect', () => {
  const tree = applyChanges(emptyTree, [set('App', 'Port'), set('App\\Sub', 'Port')]);

  test.each<RegistryChange>([
    set('app', 'PORT'),
    { op: 'create-key', key: 'APP\\sub' },
    { op: 'delete-value', key: 'App', name: 'Host' },
    { op: 'delete-value', key: 'App\\Other', name: 'Port' },
    { op: 'delete-key', key: 'App\\Other' },
    { op: 'delete-key', key: 'Other\\App' },
  ])('%j does not', (change) => {
    const result = applyEffective(tree, [change]);
    expect(result.changes).toEqual([]);
    expect(result.tree).toBe(tree);
  });

  test.each<RegistryChange>([
    set('App', 'Port', 'y'),
    set('App', '', 'x'),
    { op: 'set', key: 'App', name: 'Port', value: { type: 'REG_EXPAND_SZ', text: 'x' } },
    { op: 'create-key', key: 'App\\Other' },
    { op: 'delete-value', key: 'app', name: 'port' },
    { op: 'delete-key', key: 'app\\sub' },
  ])('%j does', (change) => {
    const result = applyEffective(tree, [change]);
    expect(result.changes).toEqual([change]);
    expect(result.tree).toEqual(applyChanges(tree, [change]));
  });

  test('a change and its undoing are two changes', () => {
    const changes = [set('App', 'Port', 'y'), set('App', 'Port'), set('App', 'Port')];
    expect(applyEffective(tree, changes).changes).toEqual(changes.slice(0, 2));
  });

  test('the root can be emptied once, and is never absent', () => {
    const empty: RegistryChange = { op: 'delete-key', key: '' };
    const emptied = applyEffective(tree, [empty, empty]);
    expect(emptied.changes).toEqual([empty]);
    expect(contentOf(emptied.tree)).toEqual({ values: [], keys: [] });
    const left = applyChanges(tree, [{ op: 'delete-key', key: 'App' }]);
    expect(applyEffective(left, [empty]).changes).toEqual([]);
  });
});
