import { describe, expect, test } from '@jest/globals';

import { type Schemas } from '../../../api/client.js';
import { choicesOf, NO_PART, sayingPart, whatOf, type PartInput } from './restored-part.js';

const checkpoint = { id: 'c1', kind: 'registry', key: 'SOFTWARE\\Acme', view: '64-bit' };
const manifest = {
  nodes: [{ id: 'n1', name: 'node-a' }],
  groups: [{ id: 'g1', name: 'SQL' }],
  resources: [
    { id: 'r1', name: 'Server', open: { checkpoints: [checkpoint] } },
    { id: 'r2', name: 'Closed', open: null },
  ],
} as unknown as Schemas['BackupManifest'];

const part = (change: Partial<PartInput>): PartInput => ({ ...NO_PART, ...change });

describe('the part of a backup that is restored', () => {
  test.each<readonly [Partial<PartInput>, object | undefined]>([
    [{}, undefined],
    [{ kind: 'cluster' }, { cluster: true }],
    [
      { kind: 'cluster', includesNodes: true },
      { cluster: true, includeNodes: true },
    ],
    [{ kind: 'group' }, undefined],
    [{ kind: 'group', thing: 'g1', includesNodes: true }, { group: 'g1' }],
    [{ kind: 'checkpoint', thing: 'c1' }, { checkpoint: 'c1' }],
    [{ kind: 'node', thing: 'n1', key: 'x' }, { node: 'n1' }],
    [{ kind: 'key', thing: 'n1', key: ' ' }, undefined],
    [
      { kind: 'key', thing: 'n1', key: ' SOFTWARE ' },
      { node: 'n1', key: 'SOFTWARE' },
    ],
  ])('%j is sent as %j', (change, what) => {
    expect(whatOf(part(change))).toEqual(what);
  });

  test.each<readonly [Partial<PartInput>, string]>([
    [{ kind: 'cluster' }, 'the cluster'],
    [{ kind: 'group', thing: 'g1' }, 'SQL'],
    [{ kind: 'checkpoint', thing: 'c1' }, 'Server: SOFTWARE\\Acme'],
    [{ kind: 'key', thing: 'n1', key: 'SOFTWARE' }, 'SOFTWARE on node-a'],
  ])('%j is called %s', (change, words) => {
    expect(sayingPart(part(change), manifest)).toBe(words);
  });

  test('is chosen from what the backup has', () => {
    expect(choicesOf('cluster', manifest)).toBeUndefined();
    expect(choicesOf('checkpoint', manifest)).toEqual([
      { value: 'c1', text: 'Server: SOFTWARE\\Acme' },
    ]);
    expect(choicesOf('key', manifest)).toEqual(choicesOf('node', manifest));
  });
});
