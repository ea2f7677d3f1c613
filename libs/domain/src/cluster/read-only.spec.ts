import { describe, expect, test } from '@jest/globals';

import { specify } from '../../testing/specify.js';
import { APP, FIRST, GROUP, NODE_A, NODE_B, WEB } from '../../testing/stories.js';
import { type GroupId } from '../vocabulary/ids.js';
import { type ClusterCommand } from './commands.js';
import { cluster } from './decide.js';
import { type ClusterEvent } from './events.js';

const sql = { group: GROUP, name: 'SQL', owner: NODE_A, preferredOwners: [] };
const app = { resource: APP, name: 'App', type: 'Generic Service', group: GROUP };
const other = 'other' as GroupId;
const history: readonly ClusterEvent[] = [
  { type: 'ClusterFormed', data: { name: 'tidemark', logId: 'log' } },
  { type: 'ResourceTypeAdded', data: { name: 'Generic Service' } },
  { type: 'NodeAdded', data: { node: NODE_A, name: 'node-a' } },
  { type: 'GroupAdded', data: sql },
  { type: 'GroupAdded', data: { ...sql, group: other, name: 'Web' } },
  { type: 'ResourceAdded', data: app },
];
const readOnly: ClusterEvent = { type: 'ServerStateChanged', data: { state: 'read-only' } };
const readWrite: ClusterEvent = { type: 'ServerStateChanged', data: { state: 'read-write' } };

const spec = specify(cluster);

/** Each command changes something while the cluster is writable. */
const CHANGES: readonly ClusterCommand[] = [
  { type: 'ConfigureCluster', data: { clobberPolicy: 'deny' } },
  { type: 'AddNode', data: { node: NODE_B, name: 'node-b' } },
  { type: 'AddGroup', data: { ...sql, group: 'third' as GroupId, name: 'Third' } },
  { type: 'RenameGroup', data: { group: GROUP, name: 'Data' } },
  { type: 'AddResourceType', data: { name: 'Contoso' } },
  { type: 'AddResource', data: { ...app, resource: WEB, name: 'Site' } },
  { type: 'RenameResource', data: { resource: APP, name: 'Application' } },
  { type: 'RegroupResource', data: { resource: APP, group: other } },
  { type: 'SetTag', data: { tag: 'now', event: 'e', stream: 's', revision: 1 } },
  { type: 'AcknowledgeLostWrite', data: { lostWrite: 'row' } },
];

/** A process completes an operation that has begun, or records a finding. */
const COMPLETIONS: readonly ClusterCommand[] = [
  { type: 'RemoveGroup', data: { group: GROUP } },
  { type: 'RemoveResource', data: { resource: APP } },
  { type: 'RecordViolation', data: { rule: 'R1', operation: FIRST, detail: 'a gap' } },
];

/** The directory's revision after the history and one more event. */
const after = history.length;

const eventsOf = (command: ClusterCommand, ...later: readonly ClusterEvent[]) =>
  cluster.decide(command, [...history, ...later].reduce(cluster.evolve, cluster.initial));

describe('a read-only cluster', () => {
  test.each(CHANGES)('refuses $type', (command) => {
    expect(eventsOf(command)).toHaveLength(1);
    spec
      .given(...history, readOnly)
      .when(command)
      .refuses('ERROR_SHARING_PAUSED', /read-only/);
    expect(eventsOf(command, readOnly, readWrite)).toEqual(eventsOf(command));
  });

  test('takes the end of an eviction, if nothing has changed since the eviction was checked', () => {
    const evicted = (at: number) =>
      eventsOf({ type: 'EvictNode', data: { node: NODE_A, after: at } }, readOnly);
    expect(evicted(after)).toEqual([{ type: 'NodeEvicted', data: { node: NODE_A } }]);
    expect(evicted(after - 1)).toEqual([]);
  });

  test.each(COMPLETIONS)('takes $type', (command) => {
    expect(eventsOf(command, readOnly)).toHaveLength(1);
  });

  test('can be made writable', () => {
    spec
      .given(...history, readOnly)
      .when({ type: 'SetServerState', data: { state: 'read-write' } })
      .then(readWrite);
  });
});
