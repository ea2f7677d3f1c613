import { describe, expect, test } from '@jest/globals';

import { specify } from '../../testing/specify.js';
import { APP, FIRST, GROUP, NODE_A, NODE_B, WEB } from '../../testing/stories.js';
import { type GroupId } from '../vocabulary/ids.js';
import { cluster } from './decide.js';
import { type ClusterEvent } from './events.js';

const sql = { group: GROUP, name: 'SQL', owner: NODE_A, preferredOwners: [] };
const other = 'other' as GroupId;
const app = { resource: APP, name: 'App', type: 'Generic Service', group: GROUP };
const history: readonly ClusterEvent[] = [
  { type: 'ClusterFormed', data: { name: 'tidemark', logId: 'log' } },
  { type: 'ResourceTypeAdded', data: { name: 'Generic Service' } },
  { type: 'NodeAdded', data: { node: NODE_A, name: 'node-a' } },
  { type: 'GroupAdded', data: sql },
  { type: 'GroupAdded', data: { ...sql, group: other, name: 'Web' } },
  { type: 'ResourceAdded', data: app },
];
const renamed: ClusterEvent = {
  type: 'ResourceRenamed',
  data: { resource: APP, name: 'Application' },
};
const regrouped: ClusterEvent = {
  type: 'ResourceRegrouped',
  data: { resource: APP, group: other },
};

const spec = specify(cluster);

describe('the directory', () => {
  test('frees the old name of a renamed resource, and keeps the new one', () => {
    const given = spec.given(...history, renamed);
    const added = { ...app, resource: WEB };
    given.when({ type: 'AddResource', data: added }).then({ type: 'ResourceAdded', data: added });
    given
      .when({ type: 'AddResource', data: { ...added, name: 'APPLICATION' } })
      .refuses('ERROR_OBJECT_ALREADY_EXISTS', /is taken/);
    given.when({ type: 'RenameResource', data: renamed.data }).decidesNothing();
  });

  test('keeps the name of a resource that joins another group', () => {
    const given = spec.given(...history, renamed, regrouped);
    given.when({ type: 'RegroupResource', data: { resource: APP, group: other } }).decidesNothing();
    given
      .when({ type: 'AddResource', data: { ...app, resource: WEB, name: 'Application' } })
      .refuses('ERROR_OBJECT_ALREADY_EXISTS', /is taken/);
    const state = [...history, renamed, regrouped].reduce(cluster.evolve, cluster.initial);
    expect(state).toMatchObject({
      resources: new Map([
        [APP, { id: APP, name: 'Application', type: 'Generic Service', group: other }],
      ]),
    });
  });

  test('frees the name of an evicted node', () => {
    const evicted: ClusterEvent = { type: 'NodeEvicted', data: { node: NODE_A } };
    const added = { node: NODE_B, name: 'NODE-A' };
    spec
      .given(...history, evicted)
      .when({ type: 'AddNode', data: added })
      .then({ type: 'NodeAdded', data: added });
    spec
      .given(...history, evicted)
      .when({ type: 'EvictNode', data: { node: NODE_A, after: history.length } })
      .then();
  });

  test('refuses an unknown resource, and an unknown group for a resource', () => {
    spec
      .given(...history)
      .when({ type: 'RenameResource', data: { resource: WEB, name: 'Site' } })
      .refuses('ERROR_RESOURCE_NOT_FOUND', /web/);
    spec
      .given(...history)
      .when({ type: 'RegroupResource', data: { resource: WEB, group: other } })
      .refuses('ERROR_RESOURCE_NOT_FOUND', /web/);
    spec
      .given(...history)
      .when({ type: 'RegroupResource', data: { resource: APP, group: 'none' as GroupId } })
      .refuses('ERROR_GROUP_NOT_FOUND', /none/);
  });

  test('records a violation once', () => {
    const data = { rule: 'R1', operation: FIRST, detail: 'a gap' } as const;
    const violated: ClusterEvent = { type: 'RuleViolated', data };
    const record = { type: 'RecordViolation', data } as const;
    spec
      .given(...history)
      .when(record)
      .then(violated);
    spec
      .given(...history, violated)
      .when(record)
      .decidesNothing();
  });

  test('ignores an event about an unknown thing', () => {
    const before = history.reduce(cluster.evolve, cluster.initial);
    const after = cluster.evolve(before, {
      type: 'ResourceRenamed',
      data: { resource: WEB, name: 'Site' },
    });
    expect(after).toEqual({ ...before, revision: history.length });
  });
});

test('returns a resource to its old group, unless it was moved elsewhere', () => {
  const back = { resource: APP, from: other, to: GROUP };
  const command = { type: 'ReturnResource', data: back } as const;
  const data = { resource: APP, group: GROUP, isReturned: true };
  const returned: ClusterEvent = { type: 'ResourceRegrouped', data };
  spec
    .given(...history, renamed, regrouped)
    .when(command)
    .then(returned);
  spec
    .given(...history, renamed, regrouped, returned)
    .when(command)
    .decidesNothing();
});
