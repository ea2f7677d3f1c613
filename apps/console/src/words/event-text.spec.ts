import { describe, expect, test } from '@jest/globals';

import { type Schemas } from '../api/client.js';
import { eventText, shortKey, subjectOf } from './event-text.js';

const NAMES = new Map([
  ['n1', 'node-a'],
  ['n2', 'node-b'],
  ['g1', 'SQL'],
  ['r1', 'SQL Server'],
]);

const textOf = (stream: string, type: string, data: object): string =>
  eventText({ stream, type, data } as Schemas['Event'], NAMES);

describe('an event in a line', () => {
  test.each([
    ['c.node-n1', 'NodeCrashed', {}, 'Node node-a: crashed'],
    [
      'c.group-g1',
      'GroupOwnerChanged',
      { from: 'n1', to: 'n2' },
      'Group SQL: owner changed, node-a → node-b',
    ],
    ['c.resource-r1', 'ResourceOnline', { node: 'n2' }, 'Resource SQL Server: online, on node-b'],
    [
      'c.resource-r1',
      'RegistryCheckpointCaptured',
      { number: 3, reason: 'going-offline' },
      'Resource SQL Server: registry checkpoint captured, capture 3, going offline',
    ],
    ['c.cluster-c', 'NodeAdded', { node: 'n1', name: 'node-a' }, 'Cluster: node added, node-a'],
    ['c.node-0123456789', 'NodeStarted', {}, 'Node 01234567…: started'],
  ])('%s %s', (stream, type, data, text) => {
    expect(textOf(stream, type, data)).toBe(text);
  });

  test('names the first values that a registry was given, and counts the other changes', () => {
    const changes = [
      { op: 'create-key', key: 'SOFTWARE\\Acme' },
      { op: 'set', key: 'SOFTWARE\\Acme', name: '', value: { type: 'REG_SZ', text: 'x' } },
      { op: 'delete-value', key: 'SOFTWARE\\Acme', name: 'Old' },
      { op: 'set', key: 'SOFTWARE\\Acme', name: 'Z', value: { type: 'REG_SZ', text: 'z' } },
    ];
    expect(textOf('c.node-n1', 'RegistryChanged', { changes })).toBe(
      'Node node-a: registry changed, (Default) = x, Old deleted, 2 more',
    );
    expect(textOf('c.node-n1', 'RegistryChanged', { changes: changes.slice(0, 1) })).toBe(
      'Node node-a: registry changed, create key SOFTWARE\\Acme',
    );
    expect(textOf('c.node-n1', 'RegistryRestored', { changes: [] })).toBe(
      'Node node-a: registry restored, nothing changed',
    );
  });
});

test.each([
  ['c.resource-a-b', { kind: 'resource', id: 'a-b' }],
  ['my-node.group-g', { kind: 'group', id: 'g' }],
  ['c.cluster-c', undefined],
  ['log', undefined],
])('the thing of the stream %s', (stream, subject) => {
  expect(subjectOf(stream)).toEqual(subject);
});

test.each([
  ['SOFTWARE', 'SOFTWARE'],
  ['SOFTWARE\\Acme', 'SOFTWARE\\Acme'],
  ['SOFTWARE\\Acme\\App', '…\\Acme\\App'],
])('the key %s is short as %s', (key, short) => {
  expect(shortKey(key)).toBe(short);
});
