import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { type GroupId, type NodeId, type OperationId } from '#domain';
import { idOf, SimulatedCluster } from '#testing/processes';

const KEY = 'SOFTWARE\\Contoso\\App';
const change = (text: string) =>
  [{ op: 'set', key: KEY, name: 'port', value: { type: 'REG_SZ', text } }] as const;
const DELETION = [{ op: 'delete-key', key: KEY }] as const;

let cluster: SimulatedCluster;
beforeEach(async () => {
  cluster = new SimulatedCluster();
  await cluster.form(['app']);
  await cluster.addCheckpoint('app', KEY);
});
afterEach(async () => {
  await cluster.stop();
  expect(cluster.defects).toEqual([]);
});

const reasons = async (): Promise<readonly unknown[]> =>
  (await cluster.log()).flatMap(({ event }) =>
    event.type === 'RegistryCheckpointCaptured' ? [(event.data as { reason: string }).reason] : [],
  );

const exists = (node: string): boolean =>
  cluster.clusterState.hasRegistryKey(idOf(node) as NodeId, KEY);

const crash = async (): Promise<void> => {
  await cluster.onNode('a', {
    type: 'CrashNode',
    data: { operation: idOf('crash') as OperationId },
  });
  await cluster.pass(0);
  await cluster.idle('app');
};

describe('a checkpoint that was added before its key existed', () => {
  test('has no capture while the key is absent, online, on the way offline and after a move', async () => {
    await cluster.bring('app', 'online');
    await cluster.bring('app', 'offline');
    await cluster.bring('app', 'online');
    await cluster.move('app', 'b');
    expect(await reasons()).toEqual([]);
  });

  test('leaves the key of another node alone', async () => {
    await cluster.edit('b', change('of b'));
    await cluster.bring('app', 'online');
    await cluster.move('app', 'b');
    expect([exists('b'), await reasons()]).toEqual([true, []]);
    await cluster.move('app', 'a');
    expect([exists('a'), await reasons()]).toEqual([true, ['going-offline']]);
  });

  test('captures the first change while online, and the deletion after it', async () => {
    await cluster.bring('app', 'online');
    await cluster.edit('a', change('one'));
    await cluster.pass(0);
    await cluster.edit('a', DELETION);
    await cluster.pass(0);
    expect(await reasons()).toEqual(['changed', 'changed']);
  });

  test('captures a key from before the online at its first change or on the way offline', async () => {
    await cluster.edit('a', change('before'));
    await cluster.bring('app', 'online');
    await cluster.pass(0);
    expect(await reasons()).toEqual([]);
    await cluster.bring('app', 'offline');
    expect(await reasons()).toEqual(['going-offline']);
  });

  test('captures nothing at a crash without a change', async () => {
    await cluster.edit('a', change('before'));
    await cluster.bring('app', 'online');
    await crash();
    expect([await reasons(), exists('b')]).toEqual([[], false]);
  });

  test('captures nothing if the key is gone by the end, and the group can leave', async () => {
    await cluster.edit('a', change('before'));
    await cluster.bring('app', 'online');
    await cluster.edit('a', DELETION);
    await cluster.bring('app', 'offline');
    await cluster.move('app', 'b');
    await cluster.idle('app');
    expect(await reasons()).toEqual([]);
    expect(cluster.clusterState.openGroup(idOf('group app') as GroupId)?.owner).toBe(idOf('b'));
  });

  test('captures a change before the crash, before the group leaves the node', async () => {
    await cluster.edit('a', change('before'));
    await cluster.bring('app', 'online');
    await cluster.runner.stop();
    await cluster.edit('a', change('after'));
    await cluster.stop();
    cluster = new SimulatedCluster(cluster.store, 'second ');
    await cluster.start();
    expect(await reasons()).toEqual(['recovered']);
  });
});
