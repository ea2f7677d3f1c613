import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import {
  type CheckpointId,
  type CryptoCheckpoint,
  type KeyId,
  type NodeId,
  type ResourceEvent,
  type ResourceId,
} from '#domain';
import { captureKey, type Addressed } from '#processes';
import { idOf, SimulatedCluster } from '#testing/processes';

const APP = idOf('resource app') as ResourceId;
const [A, B] = [idOf('a') as NodeId, idOf('b') as NodeId];
const CHECKPOINT = idOf('crypto checkpoint') as CheckpointId;
const NAME = { type: 24, provider: 'Contoso CSP', container: 'C' };

/** Node a has the keys `good`, which are checkpointed; node b has `stale`; the copy is erased. */
describe('a key container whose restore fails while its resource comes online', () => {
  let cluster: SimulatedCluster;

  const key = (id: string, command: Extract<Addressed, { kind: 'key' }>['command']): Addressed => ({
    kind: 'key',
    id,
    command,
  });

  /** A sealed text stands for a key, and its name for its fingerprint. */
  const store = async (node: string, name: string): Promise<void> => {
    await cluster.run(key(idOf(name), { type: 'SealKey', data: { sealed: `sealed ${name}` } }));
    const { container, ...provider } = NAME;
    const data = { ...provider, name: container, fingerprint: name, exportable: true };
    const ids = { container: idOf(`container on ${node}`) as never, key: idOf(name) as KeyId };
    await cluster.onNode(node, { type: 'StoreKeyContainer', data: { ...data, ...ids } });
    await cluster.runner.idle();
  };

  const addCheckpoint = async (): Promise<void> => {
    const copy = captureKey(CHECKPOINT, 1, 'good');
    await cluster.run(key(copy, { type: 'CopyKey', data: { from: idOf('good') as KeyId } }));
    const source = { node: A, nodeRevision: cluster.world.revision('node', A) };
    const taken = { source, fingerprint: 'good', exportable: true, key: copy };
    const data = { checkpoint: CHECKPOINT, name: 'C', ...NAME, taken };
    const command = { type: 'AddCryptoCheckpoint', data } as const;
    await cluster.run({ kind: 'resource', id: APP, command });
  };

  const checkpoint = (): CryptoCheckpoint | undefined => {
    const app = cluster.world.resource(APP);
    return app.status === 'open' ? app.crypto.get(CHECKPOINT) : undefined;
  };

  const isMissing = (): boolean => {
    const app = cluster.world.resource(APP);
    return app.status === 'open' && app.window?.unrestored.has(CHECKPOINT) === true;
  };

  const eraseCopies = async (): Promise<void> => {
    for (const copy of checkpoint()?.keys ?? [])
      await cluster.run(key(copy, { type: 'EraseKey', data: {} }));
  };

  const eventsOf = async (type: ResourceEvent['type']): Promise<readonly object[]> =>
    (await cluster.log()).flatMap(({ event }) => (event.type === type ? [event.data] : []));

  beforeEach(async () => {
    cluster = new SimulatedCluster();
    await cluster.form(['app']);
    await store('a', 'good');
    await store('b', 'stale');
    await addCheckpoint();
    await cluster.bring('app', 'online');
    await cluster.bring('app', 'offline');
    await eraseCopies();
    await cluster.move('app', 'b');
    await cluster.bring('app', 'online');
  });

  afterEach(async () => {
    await cluster.stop();
    expect(cluster.defects).toEqual([]);
  });

  test('says why, and when the restore was tried', async () => {
    expect(isMissing()).toBe(true);
    expect(await eventsOf('CryptoCheckpointRestoreFailed')).toEqual([
      expect.objectContaining({
        node: B,
        cause: 'key-erased',
        nodeRevision: cluster.world.revision('node', B),
      }),
    ]);
  });

  test.each([
    ['comes online', () => Promise.resolve()],
    ['goes offline', () => cluster.bring('app', 'offline')],
    ['leaves', () => cluster.move('app', 'a')],
    ['loses its node', () => cluster.stopNode('b')],
  ] as const)('is not captured when its resource %s', async (_, close) => {
    await close();
    expect(checkpoint()?.fingerprint).toBe('good');
  });

  test('is captured whole, with a mark, when other keys are stored there', async () => {
    await store('b', 'new');
    expect(checkpoint()).toMatchObject({
      fingerprint: 'new',
      reason: 'changed',
      overUnrestored: { node: B, nodeRevision: cluster.world.revision('node', B) },
    });
    expect(isMissing()).toBe(false);
    await cluster.move('app', 'a');
    const node = cluster.world.node(A);
    const found = node.status === 'present' ? [...node.containers.values()] : [];
    expect(found.map(({ fingerprint }) => fingerprint)).toEqual(['new']);
  });
});
