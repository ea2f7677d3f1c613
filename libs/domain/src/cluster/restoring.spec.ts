import { describe, expect, test } from '@jest/globals';

import { specify } from '../../testing/specify.js';
import { APP, FIRST, GROUP, NODE_A, NODE_B, SECOND, WEB } from '../../testing/stories.js';
import { type BackupId, type GroupId } from '../vocabulary/ids.js';
import { type BackupRestore } from '../vocabulary/restoring.js';
import { type ClusterCommand, type RestoredDirectory } from './commands.js';
import { cluster } from './decide.js';
import { type ClusterEvent } from './events.js';

const OTHER = 'other' as GroupId;
const restore: BackupRestore = {
  ...{ operation: FIRST, backup: 'backup' as BackupId, newer: 'remove', what: { cluster: true } },
  cut: { event: 'cut', stream: 'test.node-a', revision: 3 },
};
const formed: ClusterEvent = { type: 'ClusterFormed', data: { name: 'tidemark', logId: 'log' } };
const service: ClusterEvent = { type: 'ResourceTypeAdded', data: { name: 'Generic Service' } };
const nodeA: ClusterEvent = { type: 'NodeAdded', data: { node: NODE_A, name: 'node-a' } };
const groupAdded = (group: GroupId, name: string): ClusterEvent => ({
  type: 'GroupAdded',
  data: { group, name, owner: NODE_A, preferredOwners: [] },
});
const entry = (id: GroupId, name: string) => ({ id, name, owner: NODE_A, preferredOwners: [] });
const app = { name: 'App', type: 'Generic Service', group: GROUP };
const appAdded: ClusterEvent = { type: 'ResourceAdded', data: { ...app, resource: APP } };
const started: ClusterEvent = { type: 'BackupRestoreStarted', data: restore };
const ended: ClusterEvent = { type: 'BackupRestored', data: { operation: FIRST } };
const base = [formed, service, nodeA, groupAdded(GROUP, 'SQL'), appAdded];

const start = (operation = FIRST): ClusterCommand => ({
  type: 'StartBackupRestore',
  data: { ...restore, operation },
});
const directory = (wanted: Partial<RestoredDirectory>): ClusterCommand => ({
  type: 'RestoreDirectory',
  data: { operation: FIRST, nodes: [], groups: [], resources: [], yielding: [], ...wanted },
});

const spec = specify(cluster);

describe('a restore of a backup', () => {
  test('begins once, and alone', () => {
    spec.given(formed).when(start()).then(started);
    spec.given(formed, started).when(start()).decidesNothing();
    spec
      .given(formed, started)
      .when(start(SECOND))
      .refuses('ERROR_INVALID_STATE', /operation 1/);
    spec
      .given(formed, started, ended)
      .when(start(SECOND))
      .then({ type: 'BackupRestoreStarted', data: { ...restore, operation: SECOND } });
  });

  test('is refused while the cluster is read-only, and ends there all the same', () => {
    const readOnly: ClusterEvent = { type: 'ServerStateChanged', data: { state: 'read-only' } };
    spec
      .given(formed, readOnly)
      .when(start())
      .refuses('ERROR_SHARING_PAUSED', /read-only/);
    spec
      .given(formed, started, readOnly)
      .when({ type: 'CompleteBackupRestore', data: { operation: FIRST } })
      .then(ended);
  });

  test('ends once, for its own operation', () => {
    const data = { operation: FIRST, reason: 'the name is taken' };
    spec
      .given(formed, started)
      .when({ type: 'FailBackupRestore', data })
      .then({ type: 'BackupRestoreFailed', data });
    for (const type of ['CompleteBackupRestore', 'FailBackupRestore'] as const) {
      spec.given(formed, started, ended).when({ type, data }).decidesNothing();
      spec
        .given(formed, started)
        .when({ type, data: { ...data, operation: SECOND } })
        .decidesNothing();
    }
  });
});

describe('the formation of a restore', () => {
  const release = (failure?: string): ClusterCommand => ({
    type: 'ReleaseFormation',
    data: { operation: FIRST, ...(failure !== undefined && { failure }) },
  });
  const released: ClusterEvent = { type: 'FormationReleased', data: { operation: FIRST } };

  test('is released once, for its own operation', () => {
    spec.given(formed, started).when(release()).then(released);
    spec.given(formed, started, released).when(release('late')).decidesNothing();
    spec.given(formed, started, ended).when(release()).decidesNothing();
    spec
      .given(formed, { type: 'BackupRestoreStarted', data: { ...restore, operation: SECOND } })
      .when(release())
      .decidesNothing();
  });

  test('keeps the reason for which the restore could not be finished', () => {
    const data = { operation: FIRST, failure: 'a name is taken' };
    const state = [formed, started, { type: 'FormationReleased', data } as const].reduce(
      cluster.evolve,
      cluster.initial,
    );
    expect(state).toMatchObject({ restoring: { released: { failure: 'a name is taken' } } });
  });
});

describe('the directory of a restore', () => {
  test('gets missing things, and names, groups and the policy that differ', () => {
    const wanted = directory({
      clobberPolicy: 'deny',
      nodes: [
        { id: NODE_A, name: 'node-a' },
        { id: NODE_B, name: 'node-b' },
      ],
      groups: [entry(GROUP, 'Role'), entry(OTHER, 'Other')],
      resources: [
        { ...app, id: APP, name: 'Server', group: OTHER },
        { ...app, id: WEB, name: 'Web' },
      ],
    });
    spec
      .given(...base, started)
      .when(wanted)
      .then(
        { type: 'ClusterConfigured', data: { clobberPolicy: 'deny' } },
        { type: 'NodeAdded', data: { node: NODE_B, name: 'node-b' } },
        { type: 'GroupRenamed', data: { group: GROUP, name: 'Role' } },
        groupAdded(OTHER, 'Other'),
        { type: 'ResourceRenamed', data: { resource: APP, name: 'Server' } },
        { type: 'ResourceRegrouped', data: { resource: APP, group: OTHER } },
        { type: 'ResourceAdded', data: { ...app, resource: WEB, name: 'Web' } },
      );
  });

  test('decides nothing for what is as it is wanted, and for another operation', () => {
    const same = directory({ groups: [entry(GROUP, 'SQL')], resources: [{ ...app, id: APP }] });
    spec
      .given(...base, started)
      .when(same)
      .decidesNothing();
    spec
      .given(...base)
      .when(directory({ groups: [entry(GROUP, 'Role')] }))
      .decidesNothing();
  });

  test('lets things exchange their names', () => {
    const history = [...base, groupAdded(OTHER, 'Other'), started];
    const exchange = directory({ groups: [entry(GROUP, 'Other'), entry(OTHER, 'SQL')] });
    const events = cluster.decide(exchange, history.reduce(cluster.evolve, cluster.initial));
    const after = [...history, ...events].reduce(cluster.evolve, cluster.initial);
    expect(after.status === 'formed' && [...after.groupNames].sort()).toEqual([
      ['OTHER', GROUP],
      ['SQL', OTHER],
    ]);
  });

  test('takes a name from a thing that yields it, and from no other one', () => {
    const history = [...base, groupAdded(OTHER, 'Taken'), started];
    const wanted = { groups: [entry(GROUP, 'Taken')] };
    spec
      .given(...history)
      .when(directory(wanted))
      .refuses('ERROR_OBJECT_ALREADY_EXISTS', /other/);
    spec
      .given(...history)
      .when(directory({ ...wanted, yielding: [OTHER] }))
      .then(
        { type: 'GroupRenamed', data: { group: OTHER, name: 'removed other' } },
        { type: 'GroupRenamed', data: { group: GROUP, name: 'Taken' } },
      );
  });

  test('refuses a resource whose group is not there', () => {
    spec
      .given(...base, started)
      .when(directory({ resources: [{ ...app, id: WEB, name: 'Web', group: OTHER }] }))
      .refuses('ERROR_GROUP_NOT_FOUND', /other/);
  });
});
