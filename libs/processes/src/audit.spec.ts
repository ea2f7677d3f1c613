import { expect, test } from '@jest/globals';

import { type NodeId, type OperationId, type ResourceId } from '#domain';
import { idOf, SimulatedCluster } from '#testing/processes';

const APP = idOf('resource app') as ResourceId;
const [A, B] = [idOf('a') as NodeId, idOf('b') as NodeId];
const KEY = 'SOFTWARE\\Contoso\\App';
const PLANTED = idOf('planted') as OperationId;

/** Writes an event that no decider decided. */
const plant = async (
  { store, clusterState }: SimulatedCluster,
  kind: 'group' | 'resource',
  ...events: readonly Readonly<{ type: string; data: object }>[]
): Promise<void> => {
  const id = kind === 'group' ? idOf('group app') : APP;
  const revision = BigInt(clusterState.revision(kind, id));
  const metadata = {
    actor: 'nobody',
    authentication: 'none',
    command: { id: idOf('planted command'), type: 'none' },
    operation: PLANTED,
    causation: PLANTED,
  } as const;
  const planted = events.map((event, index) => ({
    ...event,
    id: idOf(`planted ${kind} ${index}`),
    metadata,
  }));
  await store.append(`test.${kind}-${id}`, planted, revision);
};

const onlineAt = (node: NodeId): Readonly<{ type: string; data: object }> => ({
  type: 'ResourceOnline',
  data: { operation: PLANTED, epoch: 9, node, nodeRevision: 0 },
});

/** A group with a checkpoint, offline. */
const withCheckpoint = async (): Promise<SimulatedCluster> => {
  const cluster = new SimulatedCluster();
  await cluster.form(['app']);
  const value = { type: 'REG_SZ', text: 'one' } as const;
  await cluster.edit('a', [{ op: 'set', key: KEY, name: 'v', value }]);
  await cluster.addCheckpoint('app', KEY);
  return cluster;
};

const violations = async (cluster: SimulatedCluster): Promise<readonly object[]> =>
  (await cluster.log()).flatMap(({ event }) => (event.type === 'RuleViolated' ? [event.data] : []));

test('a resource that is online on another node than its group is recorded, once', async () => {
  const cluster = new SimulatedCluster();
  await cluster.form(['app']);
  await cluster.bring('app', 'online');
  expect(await violations(cluster)).toEqual([]);
  await plant(cluster, 'resource', onlineAt(B));
  await cluster.bring('app', 'online');
  await cluster.pass(0);
  expect(await violations(cluster)).toEqual([
    expect.objectContaining({ rule: 'R3', resource: APP }),
  ]);
  await cluster.stop();
});

test('an online without the restore of its checkpoint is recorded, also at the next start', async () => {
  const first = await withCheckpoint();
  await first.bring('app', 'online');
  await first.bring('app', 'offline');
  await first.stop();
  await plant(first, 'resource', onlineAt(A));
  const data = { operation: PLANTED, epoch: 9 };
  const start = { ...data, kind: 'online', resources: [APP], persist: true };
  await plant(
    first,
    'group',
    { type: 'GroupOperationStarted', data: start },
    { type: 'GroupOperationCompleted', data },
  );
  for (let starts = 0; starts < 2; starts += 1) {
    const next = new SimulatedCluster(first.store, `start ${starts} `);
    await next.start();
    await next.pass(0);
    await next.stop();
  }
  expect(await violations(first)).toEqual([
    expect.objectContaining({ rule: 'R3', operation: PLANTED, resource: APP }),
  ]);
});

test('a deleted resource that leaves its checkpoints behind is recorded', async () => {
  const cluster = await withCheckpoint();
  await plant(cluster, 'resource', { type: 'ResourceClosed', data: {} });
  await cluster.until(idOf('group app') as never, () => cluster.clusterState.leftovers.of(APP) > 0);
  await cluster.pass(0);
  expect(await violations(cluster)).toEqual([
    expect.objectContaining({ rule: 'R4', resource: APP }),
  ]);
  await cluster.stop();
});

test('a cluster that keeps the rules has no violations', async () => {
  const cluster = await withCheckpoint();
  await cluster.bring('app', 'online');
  await cluster.move('app', 'b');
  await cluster.bring('app', 'offline');
  await cluster.run({
    kind: 'resource',
    id: APP,
    command: { type: 'CloseResource', data: {} },
  });
  await cluster.pass(0);
  expect(await violations(cluster)).toEqual([]);
  await cluster.stop();
});
