import { describe, expect, test } from '@jest/globals';

import { specify } from '../../testing/specify.js';
import { APP, GROUP, NODE_A, NODE_B, WEB } from '../../testing/stories.js';
import { type GroupId } from '../vocabulary/ids.js';
import { type ClusterCommand } from './commands.js';
import { cluster } from './decide.js';
import { type ClusterEvent } from './events.js';

const formed: ClusterEvent = { type: 'ClusterFormed', data: { name: 'tidemark', logId: 'log' } };
const service: ClusterEvent = { type: 'ResourceTypeAdded', data: { name: 'Generic Service' } };
const nodeA: ClusterEvent = { type: 'NodeAdded', data: { node: NODE_A, name: 'node-a' } };
const sql = { group: GROUP, name: 'SQL', owner: NODE_A, preferredOwners: [] };
const groupAdded: ClusterEvent = { type: 'GroupAdded', data: sql };
const app = { resource: APP, name: 'App', type: 'Generic Service', group: GROUP };
const resourceAdded: ClusterEvent = { type: 'ResourceAdded', data: app };
const everything = [formed, service, nodeA, groupAdded, resourceAdded];

const spec = specify(cluster);

describe('a cluster', () => {
  test('is formed once, with its resource types', () => {
    const command: ClusterCommand = {
      type: 'FormCluster',
      data: { name: 'tidemark', logId: 'log', types: ['Generic Service'] },
    };
    spec.given().when(command).then(formed, service);
    spec.given(formed).when(command).decidesNothing();
  });

  test('takes no command before it is formed', () => {
    spec
      .given()
      .when({ type: 'AddNode', data: { node: NODE_A, name: 'node-a' } })
      .refuses('ERROR_INVALID_STATE', /not formed/);
  });

  test('changes a policy, and decides nothing if the policy is already so', () => {
    const deny: ClusterCommand = { type: 'ConfigureCluster', data: { clobberPolicy: 'deny' } };
    const done: ClusterEvent = { type: 'ClusterConfigured', data: { clobberPolicy: 'deny' } };
    spec.given(formed).when(deny).then(done);
    spec.given(formed, done).when(deny).decidesNothing();
    spec.given(formed).when({ type: 'ConfigureCluster', data: {} }).decidesNothing();
  });

  test('becomes read-only and read-write again', () => {
    const readOnly = { state: 'read-only' } as const;
    const done: ClusterEvent = { type: 'ServerStateChanged', data: readOnly };
    spec.given(formed).when({ type: 'SetServerState', data: readOnly }).then(done);
    spec.given(formed, done).when({ type: 'SetServerState', data: readOnly }).decidesNothing();
  });

  test('records every export, but none while it is read-only', () => {
    const data = { first: 'one', last: 'two', filters: { node: NODE_A }, key: 'k' };
    const command: ClusterCommand = { type: 'RecordExport', data };
    const exported: ClusterEvent = { type: 'EventsExported', data };
    const readOnly: ClusterEvent = { type: 'ServerStateChanged', data: { state: 'read-only' } };
    spec.given(formed).when(command).then(exported);
    spec.given(formed, exported).when(command).then(exported);
    spec
      .given(formed, readOnly)
      .when(command)
      .refuses('ERROR_SHARING_PAUSED', /read-only/);
  });

  test('knows the revision of its last configuration change', () => {
    const configured: ClusterEvent = {
      type: 'ClusterConfigured',
      data: { clobberPolicy: 'deny' },
    };
    const state = [formed, nodeA, configured, groupAdded].reduce(cluster.evolve, cluster.initial);
    expect(state).toMatchObject({ revision: 3, configuredAt: 2 });
  });
});

describe('names', () => {
  test.each<[string, ClusterCommand, ClusterEvent]>([
    [
      'node',
      { type: 'AddNode', data: { node: NODE_B, name: 'node-b' } },
      { type: 'NodeAdded', data: { node: NODE_B, name: 'node-b' } },
    ],
    [
      'group',
      { type: 'AddGroup', data: { ...sql, group: 'g2' as GroupId, name: 'Web' } },
      { type: 'GroupAdded', data: { ...sql, group: 'g2' as GroupId, name: 'Web' } },
    ],
    [
      'resource',
      { type: 'AddResource', data: { ...app, resource: WEB, name: 'Web' } },
      { type: 'ResourceAdded', data: { ...app, resource: WEB, name: 'Web' } },
    ],
    [
      'type',
      { type: 'AddResourceType', data: { name: 'Contoso' } },
      { type: 'ResourceTypeAdded', data: { name: 'Contoso' } },
    ],
  ])('a %s is added under a free name', (_, command, event) => {
    spec
      .given(...everything)
      .when(command)
      .then(event);
  });

  test.each<[string, ClusterCommand, 'ERROR_CLUSTER_NODE_EXISTS' | 'ERROR_OBJECT_ALREADY_EXISTS']>([
    [
      'node',
      { type: 'AddNode', data: { node: NODE_B, name: 'NODE-A' } },
      'ERROR_CLUSTER_NODE_EXISTS',
    ],
    [
      'group',
      { type: 'AddGroup', data: { ...sql, group: 'g2' as GroupId, name: 'sql' } },
      'ERROR_OBJECT_ALREADY_EXISTS',
    ],
    [
      'resource',
      { type: 'AddResource', data: { ...app, resource: WEB, name: 'APP' } },
      'ERROR_OBJECT_ALREADY_EXISTS',
    ],
    [
      'type',
      { type: 'AddResourceType', data: { name: 'GENERIC SERVICE' } },
      'ERROR_OBJECT_ALREADY_EXISTS',
    ],
  ])('of a %s are taken, in upper and lower case', (_, command, status) => {
    spec
      .given(...everything)
      .when(command)
      .refuses(status, /is taken/);
  });

  test.each<[string, ClusterCommand]>([
    ['node', { type: 'AddNode', data: { node: NODE_A, name: 'node-a' } }],
    ['group', { type: 'AddGroup', data: sql }],
    ['resource', { type: 'AddResource', data: app }],
  ])('adding the same %s again decides nothing', (_, command) => {
    spec
      .given(...everything)
      .when(command)
      .decidesNothing();
  });

  test('a group is renamed, also in case alone, and its old name becomes free', () => {
    const rename = (name: string): ClusterCommand => ({
      type: 'RenameGroup',
      data: { group: GROUP, name },
    });
    const renamed: ClusterEvent = { type: 'GroupRenamed', data: { group: GROUP, name: 'Data' } };
    spec
      .given(...everything)
      .when(rename('Data'))
      .then(renamed);
    spec
      .given(...everything)
      .when(rename('SQL'))
      .decidesNothing();
    spec
      .given(...everything)
      .when(rename('sql'))
      .then({ type: 'GroupRenamed', data: { group: GROUP, name: 'sql' } });
    const again = { ...sql, group: 'g2' as GroupId };
    spec
      .given(...everything, renamed)
      .when({ type: 'AddGroup', data: again })
      .then({ type: 'GroupAdded', data: again });
    spec
      .given(...everything, renamed)
      .when({ type: 'AddGroup', data: { ...again, name: 'data' } })
      .refuses('ERROR_OBJECT_ALREADY_EXISTS', /is taken/);
  });

  test('a removed thing gives its name back; the removal of an unknown one decides nothing', () => {
    const noApp: ClusterEvent = { type: 'ResourceRemoved', data: { resource: APP } };
    const noGroup: ClusterEvent = { type: 'GroupRemoved', data: { group: GROUP } };
    const removeApp: ClusterCommand = { type: 'RemoveResource', data: { resource: APP } };
    const removeGroup: ClusterCommand = { type: 'RemoveGroup', data: { group: GROUP } };
    spec
      .given(...everything)
      .when(removeApp)
      .then(noApp);
    spec
      .given(...everything)
      .when(removeGroup)
      .then(noGroup);
    const empty = spec.given(...everything, noApp, noGroup);
    empty.when(removeApp).decidesNothing();
    empty.when(removeGroup).decidesNothing();
    empty.when({ type: 'AddGroup', data: sql }).then(groupAdded);
  });
});

describe('a command may only name things that exist', () => {
  test.each<
    [
      string,
      ClusterCommand,
      (
        | 'ERROR_CLUSTER_NODE_NOT_FOUND'
        | 'ERROR_GROUP_NOT_FOUND'
        | 'ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND'
      ),
    ]
  >([
    [
      'the owner of a group',
      { type: 'AddGroup', data: { ...sql, group: 'g' as GroupId, name: 'G', owner: NODE_B } },
      'ERROR_CLUSTER_NODE_NOT_FOUND',
    ],
    [
      'a preferred owner',
      {
        type: 'AddGroup',
        data: { ...sql, group: 'g' as GroupId, name: 'G', preferredOwners: [NODE_B] },
      },
      'ERROR_CLUSTER_NODE_NOT_FOUND',
    ],
    [
      'the group of a resource',
      { type: 'AddResource', data: { ...app, resource: WEB, name: 'W', group: 'g' as GroupId } },
      'ERROR_GROUP_NOT_FOUND',
    ],
    [
      'the type of a resource',
      { type: 'AddResource', data: { ...app, resource: WEB, name: 'W', type: 'Other' } },
      'ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND',
    ],
    [
      'a group to rename',
      { type: 'RenameGroup', data: { group: 'g' as GroupId, name: 'G' } },
      'ERROR_GROUP_NOT_FOUND',
    ],
  ])('%s', (_, command, status) => {
    spec
      .given(...everything)
      .when(command)
      .refuses(status, /no such/);
  });

  test("a resource's type keeps the spelling of the added type", () => {
    spec
      .given(...everything)
      .when({
        type: 'AddResource',
        data: { ...app, resource: WEB, name: 'W', type: 'generic SERVICE' },
      })
      .then({ type: 'ResourceAdded', data: { ...app, resource: WEB, name: 'W' } });
  });
});
