import { expect, test } from '@jest/globals';

import { operationTitle, wayText } from './step-text.js';

test.each([
  ['crash', 'SQL', 'node-b', 'Crash: node-b'],
  ['failover', 'SQL', null, 'Failover: SQL'],
  ['move', 'SQL', 'node-b', 'Move: SQL'],
  ['ChangeRegistry', null, 'node-a', 'Change registry: node-a'],
  ['FormCluster', null, null, 'Form cluster'],
])('the operation %s of %s and %s is called: %s', (kind, group, node, title) => {
  expect(operationTitle({ kind, group, node })).toBe(title);
});

const moved = (...groups: readonly string[]): { group: string; from: string; to: string }[] =>
  groups.map((group) => ({ group, from: 'node-b', to: 'node-a' }));

test.each([
  ['move', moved('SQL'), 'node-b → node-a'],
  ['crash', moved('SQL'), 'moved SQL'],
  ['crash', moved('A', 'B', 'C', 'D'), 'moved A, B, C and 1 more'],
  ['online', [{ group: 'SQL', from: null, to: null }], undefined],
  ['start', [], undefined],
])('the operation %s of %j moved: %s', (kind, groups, way) => {
  const [only] = groups;
  const { from = null, to = null } = groups.length === 1 && only !== undefined ? only : {};
  expect(wayText({ kind, groups, from, to })).toBe(way);
});
