import { expect, test } from '@jest/globals';

import { ClusterState, StateReader, writeState } from '#domain';
import { InMemoryEventStore, type Recorded } from '#event-store';
import { ORPHAN_AFTER_MS, clusterFold } from '#processes';
import { idOf, SimulatedCluster } from '#testing/processes';

const KEY = idOf('a sealed key');
const SEAL = { kind: 'key', id: KEY, command: { type: 'SealKey', data: { sealed: 'x' } } } as const;
const SEALED = `test.key-${KEY}`;

/** A cluster whose log begins at time 0; a request has sealed a key and was cut off. */
const withOrphan = async (): Promise<SimulatedCluster> => {
  const cluster = new SimulatedCluster(new InMemoryEventStore(() => new Date(0)));
  await cluster.form(['app']);
  await cluster.run(SEAL, idOf('request'));
  expect(await streams(cluster)).toContain(SEALED);
  return cluster;
};

test('a key that a request sealed before it was cut off is erased after the next start', async () => {
  const first = await withOrphan();
  await first.stop();
  const second = new SimulatedCluster(first.store);
  await second.start();
  await second.pass(ORPHAN_AFTER_MS - 1);
  expect(await streams(second)).toContain(SEALED);
  await second.pass(1);
  expect(await streams(second)).not.toContain(SEALED);
  await second.stop();
});

test('without a start, the key is erased after the next event', async () => {
  const cluster = await withOrphan();
  await cluster.onNode('a', { type: 'HoldRegistry', data: { key: 'SOFTWARE', holder: 'x' } });
  await cluster.pass(ORPHAN_AFTER_MS - 1);
  expect(await streams(cluster)).toContain(SEALED);
  await cluster.pass(1);
  expect(await streams(cluster)).not.toContain(SEALED);
  await cluster.stop();
});

test('a start erases no key that another process has just sealed for its request', async () => {
  const serving = await withOrphan();
  const starting = new SimulatedCluster(serving.store, 'other ');
  await starting.start();
  expect(await streams(serving)).toContain(SEALED);
  await serving.onNode('a', { type: 'StoreKeyContainer', data: CONTAINER });
  await starting.pass(ORPHAN_AFTER_MS);
  await serving.pass(ORPHAN_AFTER_MS);
  expect(await streams(serving)).toContain(SEALED);
  await Promise.all([serving.stop(), starting.stop()]);
});

test('an archived state has the time since which a key waits', async () => {
  const cluster = await withOrphan();
  const clusterState = new ClusterState();
  const target = clusterFold(clusterState, 'test');
  const later = (recorded: Recorded): Recorded => ({ ...recorded, recordedAt: new Date(12_345) });
  for (const recorded of await cluster.log()) target.apply(later(recorded));
  await cluster.stop();
  const reader = new StateReader();
  for (const line of writeState(clusterState.freeze())) reader.read(line);
  expect([...ClusterState.thaw(reader.state()).sealedKeys.waiting]).toEqual([[KEY, 12_345]]);
});

test('a key with a reference stays, over any number of starts', async () => {
  const first = new SimulatedCluster();
  await first.form(['app']);
  await first.run(SEAL, idOf('request'));
  await first.onNode('a', { type: 'StoreKeyContainer', data: CONTAINER });
  await first.stop();
  const second = new SimulatedCluster(first.store);
  await second.start();
  await second.pass(2 * ORPHAN_AFTER_MS);
  expect(await streams(second)).toContain(SEALED);
  await second.stop();
});

const CONTAINER = {
  container: idOf('container') as never,
  type: 24,
  provider: 'Contoso CSP',
  name: 'C',
  exportable: true,
  fingerprint: 'f',
  key: KEY as never,
};

const streams = async (cluster: SimulatedCluster): Promise<readonly string[]> =>
  (await cluster.log()).map(({ stream }) => stream);
