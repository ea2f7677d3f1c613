import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import {
  ABSENT_CONTAINER,
  findContainer,
  type CheckpointId,
  type CryptoCheckpoint,
  type GroupId,
  type KeyId,
  type NodeEvent,
  type NodeId,
  type OperationId,
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

  const remove = async (node: string): Promise<void> => {
    const state = cluster.world.node(idOf(node) as NodeId);
    const found = state.status === 'present' ? findContainer(state, NAME) : undefined;
    const data = { container: found?.container ?? ('' as never) };
    await cluster.onNode(node, { type: 'DeleteKeyContainer', data });
  };

  const crash = async (node: string): Promise<void> => {
    const data = { operation: idOf(`crash of ${node}`) as OperationId };
    await cluster.onNode(node, { type: 'CrashNode', data });
  };

  const keysOn = (id: NodeId): readonly string[] => {
    const node = cluster.world.node(id);
    const found = node.status === 'present' ? [...node.containers.values()] : [];
    return found.map(({ fingerprint }) => fingerprint);
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
    for (const copy of checkpoint()?.keys.filter((sealed) => sealed !== null) ?? [])
      await cluster.run(key(copy, { type: 'EraseKey', data: {} }));
  };

  const eventsOf = async (
    type: ResourceEvent['type'] | NodeEvent['type'],
  ): Promise<readonly object[]> =>
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
    expect(keysOn(A)).toEqual(['new']);
  });

  test('is captured as absent, with a mark, when it is deleted there, and deleted where that is restored', async () => {
    await remove('b');
    await cluster.runner.idle();
    expect(checkpoint()).toMatchObject({
      fingerprint: ABSENT_CONTAINER,
      reason: 'changed',
      source: { node: B, nodeRevision: cluster.world.revision('node', B) },
      overUnrestored: { node: B, nodeRevision: cluster.world.revision('node', B) },
    });
    expect(checkpoint()?.keys.at(-1)).toBeNull();
    expect(isMissing()).toBe(false);
    await cluster.move('app', 'a');
    expect([keysOn(A), keysOn(B)]).toEqual([[], []]);
    expect(await eventsOf('KeyContainerAbsenceRestored')).toEqual([
      expect.objectContaining({ checkpoint: CHECKPOINT, name: 'C', replaced: expect.any(String) }),
    ]);
    expect(await eventsOf('CryptoCheckpointRestored')).toHaveLength(2);
    expect(cluster.world.sealedKeys.toErase.size).toBe(0);
  });

  test('restores an absence also where there is no container', async () => {
    await remove('b');
    await cluster.bring('app', 'offline');
    await cluster.bring('app', 'online');
    expect(isMissing()).toBe(false);
    const [restored = {}] = await eventsOf('KeyContainerAbsenceRestored');
    expect(restored).not.toHaveProperty('replaced');
  });

  describe('once its deletion is captured and its restore is no longer missing', () => {
    beforeEach(async () => {
      await remove('b');
      await cluster.runner.idle();
      await store('b', 'new');
    });

    const restoreAbsence = async (resource: ResourceId, deliberate?: true): Promise<void> => {
      const { container: name, ...provider } = NAME;
      const app = cluster.world.resource(APP);
      const data = {
        ...{ ...provider, name, resource, checkpoint: CHECKPOINT, capture: 3 },
        ...{ group: idOf('group app') as GroupId, operation: idOf('restore') as OperationId },
        ...{ epoch: app.status === 'open' ? app.epoch : 0, ...(deliberate && { deliberate }) },
      };
      await cluster.onNode('b', { type: 'RestoreKeyContainerAbsence', data });
      await cluster.runner.idle();
    };

    test('is captured as it is when it is stored', () => {
      expect(checkpoint()).toMatchObject({ fingerprint: 'new', overUnrestored: undefined });
    });

    test('is not captured when it is deleted', async () => {
      await remove('b');
      await cluster.runner.idle();
      expect(checkpoint()).toMatchObject({ fingerprint: 'new', captures: 4 });
    });

    test('is captured as absent when an operator restores that, and stays so', async () => {
      await restoreAbsence(APP, true);
      expect(checkpoint()).toMatchObject({
        ...{ fingerprint: ABSENT_CONTAINER, captures: 5, reason: 'reverted', falseCaptures: [] },
        overUnrestored: undefined,
      });
      await cluster.move('app', 'a');
      expect(keysOn(A)).toEqual([]);
      await store('a', 'newest');
      await cluster.move('app', 'b');
      expect(checkpoint()?.fingerprint).toBe('newest');
      await remove('b');
      await cluster.runner.idle();
      expect(checkpoint()?.fingerprint).toBe('newest');
    });

    test('is not captured when another resource restores an absence over it', async () => {
      await restoreAbsence(idOf('resource web') as ResourceId);
      expect(keysOn(B)).toEqual([]);
      expect(checkpoint()).toMatchObject({ fingerprint: 'new', captures: 4 });
    });
  });

  test('is captured as absent before its group leaves a node that has crashed', async () => {
    await cluster.runner.stop();
    await remove('b');
    await crash('b');
    await cluster.runner.start();
    await cluster.runner.idle();
    const captures = await eventsOf('CryptoCheckpointCaptured');
    expect(captures.slice(2)).toMatchObject([
      { fingerprint: ABSENT_CONTAINER, reason: 'recovered', overUnrestored: { node: B } },
    ]);
    expect(cluster.world.onlineAt(APP)).toBe(A);
    expect(keysOn(A)).toEqual([]);
  });

  test('is captured as absent by the next process, where the one before ended in between', async () => {
    await cluster.runner.stop();
    await remove('b');
    await cluster.stop();
    cluster = new SimulatedCluster(cluster.store, 'second ');
    await cluster.start();
    expect(checkpoint()).toMatchObject({
      ...{ fingerprint: ABSENT_CONTAINER, reason: 'recovered' },
      overUnrestored: { node: B, nodeRevision: cluster.world.revision('node', B) },
    });
  });

  test('is captured as it was when its window closed, whatever is stored after that', async () => {
    await cluster.runner.stop();
    await remove('b');
    const state = cluster.world.resource(APP);
    const epoch = state.status === 'open' ? state.epoch : 0;
    const data = {
      ...{ operation: idOf('failure') as OperationId, epoch, node: B, reason: 'test', at: 0 },
      nodeRevision: cluster.world.revision('node', B),
    };
    await cluster.onResource('app', { type: 'FailResource', data });
    await store('b', 'late');
    await cluster.runner.start();
    await cluster.runner.idle();
    expect(checkpoint()).toMatchObject({
      fingerprint: ABSENT_CONTAINER,
      source: { node: B, nodeRevision: data.nodeRevision },
    });
    await cluster.pass(1_000);
    expect(cluster.world.onlineAt(APP)).toBe(B);
    expect(keysOn(B)).toEqual([]);
  });

  test('is not captured when it is deleted after its window has closed', async () => {
    await cluster.bring('app', 'offline');
    await remove('b');
    await cluster.runner.idle();
    expect(checkpoint()?.fingerprint).toBe('good');
  });

  test('is not captured when another container is deleted', async () => {
    const other = { container: idOf('other') as never, key: idOf('other key') as KeyId };
    const data = { type: 24, provider: 'Contoso CSP', name: 'D', exportable: true };
    await cluster.onNode('b', {
      type: 'StoreKeyContainer',
      data: { ...data, ...other, fingerprint: 'other' },
    });
    const { container } = other;
    await cluster.onNode('b', { type: 'DeleteKeyContainer', data: { container } });
    await cluster.runner.idle();
    expect(checkpoint()?.fingerprint).toBe('good');
    expect(isMissing()).toBe(true);
  });
});
