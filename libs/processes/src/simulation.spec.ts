import { beforeEach, afterEach, describe, expect, test } from '@jest/globals';

import { type GroupId, type NodeId, type ResourceId } from '#domain';
import { findKey, getValue, type RegistryChange } from '#registry';
import { idOf, SimulatedCluster } from '#testing/processes';

const KEY = 'SOFTWARE\\Contoso\\App';
const APP = idOf('resource app') as ResourceId;
const [A, B] = [idOf('a') as NodeId, idOf('b') as NodeId];

const set = (text: string): RegistryChange => ({
  op: 'set',
  key: KEY,
  name: 'port',
  value: { type: 'REG_SZ', text },
});

describe('a cluster below HTTP', () => {
  let cluster: SimulatedCluster;

  beforeEach(async () => {
    cluster = new SimulatedCluster();
    await cluster.form(['app']);
    await cluster.edit('a', [set('one')]);
    await cluster.addCheckpoint('app', KEY);
    await cluster.bring('app', 'online');
  });

  afterEach(async () => {
    await cluster.stop();
    expect(cluster.defects).toEqual([]);
  });

  const port = (node: NodeId): string | undefined => {
    const state = cluster.clusterState.node(node);
    const key = state.status === 'present' ? findKey(state.registry, KEY) : undefined;
    const value = key && getValue(key, 'port');
    return value && 'text' in value ? value.text : undefined;
  };

  const types = async (): Promise<readonly string[]> =>
    (await cluster.log()).map(({ event }) => event.type);

  test('captures a change while online, and restores it on the other node', async () => {
    await cluster.edit('a', [set('two')]);
    await cluster.edit('b', [set('stray')]);
    await cluster.move('app', 'b');
    expect(cluster.clusterState.onlineAt(APP)).toBe(B);
    expect(port(B)).toBe('two');
    const found = await types();
    expect(found.slice(found.indexOf('GroupMoveStarted')).filter(isMilestone)).toEqual([
      'GroupMoveStarted',
      'ResourceOfflinePending',
      'ResourceOffline',
      'GroupOwnerChanged',
      'ResourceOnlinePending',
      'RegistryRestored',
      'ResourceOnline',
      'GroupMoveCompleted',
    ]);
  });

  test('overwrites an offline edit when the resource comes online', async () => {
    await cluster.bring('app', 'offline');
    await cluster.edit('a', [set('lost')]);
    await cluster.bring('app', 'online');
    expect(port(A)).toBe('one');
  });

  test('restores an absence: a key that was deleted while online is deleted elsewhere', async () => {
    await cluster.edit('b', [set('left over')]);
    await cluster.edit('a', [{ op: 'delete-key', key: KEY }]);
    await cluster.move('app', 'b');
    expect(port(B)).toBeUndefined();
  });

  test('captures once for changes that arrive together, and misses none', async () => {
    const texts = Array.from({ length: 64 }, (_, index) => `v${index}`);
    await Promise.all(texts.map((text) => cluster.edit('a', [set(text)])));
    await cluster.move('app', 'b');
    expect(port(B)).toBe('v63');
    const captures = (await types()).filter((type) => type === 'RegistryCheckpointCaptured');
    expect(captures.length).toBeLessThan(64);
  });

  test('a node that stops gives its groups away', async () => {
    await cluster.stopNode('a');
    await cluster.idle('app');
    expect(cluster.clusterState.onlineAt(APP)).toBe(B);
  });

  test('without another node, online resources go offline, and come back with the node', async () => {
    await cluster.stopNode('b');
    await cluster.stopNode('a');
    expect(cluster.clusterState.onlineAt(APP)).toBeUndefined();
    await cluster.startNode('a');
    await cluster.fold.until(
      [`test.resource-${APP}`, `test.group-${idOf('group app') as GroupId}`],
      () => cluster.clusterState.onlineAt(APP) === A,
    );
    expect(port(A)).toBe('one');
  });

  test('a second fold of a log gives the same state', async () => {
    await cluster.edit('a', [set('two')]);
    await cluster.move('app', 'b');
    const again = new SimulatedCluster(cluster.store);
    await again.start();
    expect(again.clusterState.resource(APP)).toEqual(cluster.clusterState.resource(APP));
    expect(again.clusterState.group(idOf('group app') as GroupId)).toEqual(
      cluster.clusterState.group(idOf('group app') as GroupId),
    );
    expect(await again.store.head()).toBe(cluster.fold.position);
    await again.stop();
  });
});

const MILESTONES = new Set([
  'GroupMoveStarted',
  'ResourceOfflinePending',
  'ResourceOffline',
  'GroupOwnerChanged',
  'ResourceOnlinePending',
  'RegistryRestored',
  'ResourceOnline',
  'GroupMoveCompleted',
]);

const isMilestone = (type: string): boolean => MILESTONES.has(type);
