import { describe, expect, test } from '@jest/globals';

import { applyChanges, emptyTree } from './tree.js';
import { type RegistryChange, type RegistryView } from '../values/value.js';
import { viewKey } from './view.js';

const REGISTRY = applyChanges(
  emptyTree,
  [
    'SOFTWARE\\Contoso\\Native',
    'SOFTWARE\\Wow6432Node\\contoso\\Old',
    'SOFTWARE\\Wow6432Node\\Only32',
    'SOFTWARE\\Policies\\Contoso',
    'SOFTWARE\\Microsoft\\SystemCertificates\\MY',
    'SOFTWARE\\Microsoft\\Only64',
    'SOFTWARE\\Wow6432Node\\Microsoft\\Office',
    'SOFTWARE\\Classes\\AppId\\{1}',
    'SOFTWARE\\Classes\\CLSID\\{64}',
    'SOFTWARE\\Classes\\Wow6432Node\\CLSID\\{32}',
    'SYSTEM\\ControlSet001\\Services',
  ].map((key): RegistryChange => ({ op: 'create-key', key })),
);

const names = (path: string, view: RegistryView): readonly string[] | undefined => {
  const key = viewKey(REGISTRY, path, view);
  const listed = key && [...key.keys()].map(({ name }) => name);
  expect(key?.keyCount()).toBe(listed?.length);
  return listed;
};

describe('the 64-bit view', () => {
  test.each([
    ['', ['SOFTWARE', 'SYSTEM']],
    ['SOFTWARE', ['Classes', 'Contoso', 'Microsoft', 'Policies', 'Wow6432Node']],
    ['SOFTWARE\\Microsoft', ['Only64', 'SystemCertificates']],
    ['SOFTWARE\\Classes', ['AppId', 'CLSID', 'Wow6432Node']],
    ['SOFTWARE\\Classes\\Wow6432Node', ['AppId', 'CLSID']],
    ['SOFTWARE\\Wow6432Node', ['Classes', 'contoso', 'Microsoft', 'Only32']],
    ['SOFTWARE\\Wow6432Node\\Classes', ['AppId', 'CLSID']],
    ['SOFTWARE\\Wow6432Node\\Classes\\AppId', ['{1}']],
    ['SYSTEM', ['ControlSet001', 'CurrentControlSet']],
    ['system\\CURRENTCONTROLSET', ['Services']],
  ])('of %j lists %j', (path, expected) => {
    expect(names(path, '64-bit')).toEqual(expected);
  });
});

describe('the 32-bit view', () => {
  test.each([
    ['', ['SOFTWARE', 'SYSTEM']],
    ['SOFTWARE', ['Classes', 'contoso', 'Microsoft', 'Only32', 'Policies']],
    ['SOFTWARE\\Contoso', ['Old']],
    ['SOFTWARE\\Microsoft', ['Office', 'SystemCertificates']],
    ['SOFTWARE\\Microsoft\\SystemCertificates', ['MY']],
    ['SOFTWARE\\Classes', ['AppId', 'CLSID']],
    ['SOFTWARE\\Classes\\CLSID', ['{32}']],
    ['SOFTWARE\\Wow6432Node', ['Classes', 'contoso', 'Microsoft', 'Only32']],
    ['SYSTEM\\CurrentControlSet', ['Services']],
  ])('of %j lists %j', (path, expected) => {
    expect(names(path, '32-bit')).toEqual(expected);
  });

  test.each([
    'SOFTWARE\\Contoso\\Native',
    'SOFTWARE\\Microsoft\\Only64',
    'SOFTWARE\\Classes\\CLSID\\{64}',
  ])('does not have %s', (path) => {
    expect(viewKey(REGISTRY, path, '32-bit')).toBeUndefined();
  });
});

test('the path of a key is its path in the view, not the physical one', () => {
  const key = viewKey(REGISTRY, 'SOFTWARE\\Microsoft', '32-bit');
  expect([...(key?.keys() ?? [])].map(({ path }) => path)).toEqual([
    'SOFTWARE\\Microsoft\\Office',
    'SOFTWARE\\Microsoft\\SystemCertificates',
  ]);
  expect(viewKey(REGISTRY, '', '32-bit')).toMatchObject({ name: '', path: '' });
});

test('a link to an absent key is not listed', () => {
  const tree = applyChanges(emptyTree, [
    { op: 'create-key', key: 'SYSTEM\\Setup' },
    { op: 'create-key', key: 'SOFTWARE\\Wow6432Node\\Contoso' },
  ]);
  const listed = (path: string) =>
    [...(viewKey(tree, path, '64-bit')?.keys() ?? [])].map(({ name }) => name);
  expect(listed('SYSTEM')).toEqual(['Setup']);
  expect(listed('SOFTWARE\\Wow6432Node')).toEqual(['Contoso']);
});
