import { expect, test } from '@jest/globals';

import { isErasable, parseStream, streamName, streamsOf } from './stream-name.js';

test.each(['cluster', 'node', 'group', 'resource', 'key'] as const)(
  'the name of a %s stream is parsed into its parts',
  (kind) => {
    const parts = { cluster: 'prod_1', kind, id: 'a6f1f2d4-7c06-4a37-9d3b-0f4f9a6c5e21' };
    const name = streamName(parts.cluster, parts.kind, parts.id);
    expect(parseStream(name)).toEqual(parts);
    expect(name.slice(0, name.indexOf('-'))).toBe(`prod_1.${kind}`);
  },
);

test.each([
  '',
  'node-1',
  '.node-1',
  'test.other-1',
  '$stats',
  'test.node',
  '$ce-test.node',
  'test.lease-1',
])('the name %j is not one of our streams', (name) => {
  expect(parseStream(name)).toBeUndefined();
});

test.each([
  ['test.key-1', true],
  ['test.node-key', false],
  ['test.lease-key', false],
  ['key-1', false],
])('a stream with the name %j can be erased: %s', (name, expected) => {
  expect(isErasable(name)).toBe(expected);
});

test("a cluster's streams are recognised by the prefixes of their names", () => {
  expect(streamsOf('test').prefixes).toEqual([
    'test.cluster-',
    'test.node-',
    'test.group-',
    'test.resource-',
    'test.key-',
    'test.backup-',
  ]);
});

test('a cluster knows which of its streams can be erased', () => {
  const { isErasable: canErase } = streamsOf('test');
  expect(['test.key-1', 'test.node-1'].map(canErase)).toEqual([true, false]);
});

test('an id may have dashes, and may be empty', () => {
  expect(parseStream('a.node-1-2')).toEqual({ cluster: 'a', kind: 'node', id: '1-2' });
  expect(parseStream('a.node-')).toEqual({ cluster: 'a', kind: 'node', id: '' });
});
