import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import {
  ABSENT_CONTAINER,
  type GroupId,
  type KeyId,
  type OperationId,
  type ResourceId,
} from '#domain';
import { idOf, UnrestoredKeysScene } from '#testing/processes';

describe('a key container whose restore is missing', () => {
  let scene: UnrestoredKeysScene;

  beforeEach(async () => {
    scene = await UnrestoredKeysScene.open();
  });

  afterEach(async () => {
    await scene.cluster.stop();
    expect(scene.cluster.defects).toEqual([]);
  });

  test('is captured as absent, with a mark, when it is deleted there; a restore then deletes it', async () => {
    await scene.remove('b');
    expect(scene.checkpoint()).toMatchObject({
      fingerprint: ABSENT_CONTAINER,
      reason: 'changed',
      source: { node: scene.b, nodeRevision: scene.cluster.clusterState.revision('node', scene.b) },
      overUnrestored: {
        node: scene.b,
        nodeRevision: scene.cluster.clusterState.revision('node', scene.b),
      },
    });
    expect(scene.checkpoint()?.keys.at(-1)).toBeNull();
    expect(scene.isMissing()).toBe(false);
    await scene.cluster.move('app', 'a');
    expect([scene.keysOn(scene.a), scene.keysOn(scene.b)]).toEqual([[], []]);
    expect(await scene.eventsOf('KeyContainerAbsenceRestored')).toEqual([
      expect.objectContaining({
        checkpoint: scene.checkpointId,
        name: 'C',
        replaced: expect.any(String),
      }),
    ]);
    expect(await scene.eventsOf('CryptoCheckpointRestored')).toHaveLength(2);
    expect(scene.cluster.clusterState.sealedKeys.toErase.size).toBe(0);
  });

  test('restores an absence also if the container does not exist', async () => {
    await scene.remove('b');
    await scene.cluster.bring('app', 'offline');
    await scene.cluster.bring('app', 'online');
    expect(scene.isMissing()).toBe(false);
    const [restored = {}] = await scene.eventsOf('KeyContainerAbsenceRestored');
    expect(restored).not.toHaveProperty('replaced');
  });

  describe('once its deletion is captured and its restore is no longer missing', () => {
    beforeEach(async () => {
      await scene.remove('b');
      await scene.store('b', 'new');
    });

    const restoreAbsence = async (resource: ResourceId, deliberate?: true): Promise<void> => {
      const { container: name, ...provider } = scene.name;
      const app = scene.cluster.clusterState.resource(scene.app);
      const data = {
        ...{ ...provider, name, resource, checkpoint: scene.checkpointId, capture: 3 },
        ...{ group: idOf('group app') as GroupId, operation: idOf('restore') as OperationId },
        ...{ epoch: app.status === 'open' ? app.epoch : 0, ...(deliberate && { deliberate }) },
      };
      await scene.cluster.onNode('b', { type: 'RestoreKeyContainerAbsence', data });
      await scene.cluster.runner.idle();
    };

    test('is captured as it is when it is stored', () => {
      expect(scene.checkpoint()).toMatchObject({ fingerprint: 'new', overUnrestored: undefined });
    });

    test('is not captured when it is deleted', async () => {
      await scene.remove('b');
      expect(scene.checkpoint()).toMatchObject({ fingerprint: 'new', captures: 4 });
    });

    test('is captured as absent when an operator restores an absence, and stays so', async () => {
      await restoreAbsence(scene.app, true);
      expect(scene.checkpoint()).toMatchObject({
        ...{ fingerprint: ABSENT_CONTAINER, captures: 5, reason: 'reverted', falseCaptures: [] },
        overUnrestored: undefined,
      });
      await scene.cluster.move('app', 'a');
      expect(scene.keysOn(scene.a)).toEqual([]);
      await scene.store('a', 'newest');
      await scene.cluster.move('app', 'b');
      expect(scene.checkpoint()?.fingerprint).toBe('newest');
      await scene.remove('b');
      expect(scene.checkpoint()?.fingerprint).toBe('newest');
    });

    test('is not captured when it is stored and deleted after such a restore', async () => {
      await restoreAbsence(scene.app, true);
      await scene.store('b', 'again');
      await scene.remove('b');
      expect(scene.checkpoint()).toMatchObject({ fingerprint: 'again', captures: 6 });
    });

    test('is not captured when another resource restores an absence over it', async () => {
      await restoreAbsence(idOf('resource web') as ResourceId);
      expect(scene.keysOn(scene.b)).toEqual([]);
      expect(scene.checkpoint()).toMatchObject({ fingerprint: 'new', captures: 4 });
    });
  });

  test('is captured as absent before its group leaves a node that has crashed', async () => {
    await scene.cluster.runner.stop();
    await scene.remove('b');
    await scene.crash('b');
    await scene.cluster.runner.start();
    await scene.cluster.runner.idle();
    const captures = await scene.eventsOf('CryptoCheckpointCaptured');
    expect(captures.slice(2)).toMatchObject([
      { fingerprint: ABSENT_CONTAINER, reason: 'recovered', overUnrestored: { node: scene.b } },
    ]);
    expect(scene.cluster.clusterState.onlineAt(scene.app)).toBe(scene.a);
    expect(scene.keysOn(scene.a)).toEqual([]);
  });

  test('is captured as absent by the next process, if the first one ended in between', async () => {
    await scene.cluster.runner.stop();
    await scene.remove('b');
    await scene.restart();
    expect(scene.checkpoint()).toMatchObject({
      ...{ fingerprint: ABSENT_CONTAINER, reason: 'recovered' },
      overUnrestored: {
        node: scene.b,
        nodeRevision: scene.cluster.clusterState.revision('node', scene.b),
      },
    });
  });

  test('is captured as it was at the end of its interval, even if keys are stored later', async () => {
    await scene.cluster.runner.stop();
    await scene.remove('b');
    const nodeRevision = scene.cluster.clusterState.revision('node', scene.b);
    const operation = idOf('failure') as OperationId;
    const data = { operation, nodeRevision, reason: 'test', at: 0 };
    await scene.cluster.onResource('app', { type: 'FailResource', data });
    await scene.store('b', 'late');
    await scene.cluster.runner.start();
    await scene.cluster.runner.idle();
    expect(scene.checkpoint()).toMatchObject({
      fingerprint: ABSENT_CONTAINER,
      source: { node: scene.b, nodeRevision },
    });
    await scene.cluster.pass(1_000);
    expect(scene.cluster.clusterState.onlineAt(scene.app)).toBe(scene.b);
    expect(scene.keysOn(scene.b)).toEqual([]);
  });

  test('is not captured when it is deleted after its interval has ended', async () => {
    await scene.cluster.bring('app', 'offline');
    await scene.remove('b');
    expect(scene.checkpoint()?.fingerprint).toBe('good');
  });

  test('is not captured if it never existed', async () => {
    await scene.cluster.stop();
    scene = await UnrestoredKeysScene.open({ stale: false });
    expect(scene.isMissing()).toBe(true);
    await scene.cluster.bring('app', 'offline');
    await scene.cluster.bring('app', 'online');
    expect(scene.checkpoint()).toMatchObject({ fingerprint: 'good', captures: 2 });
  });

  test('is not captured when another container is deleted', async () => {
    const other = { container: idOf('other') as never, key: idOf('other key') as KeyId };
    const data = { type: 24, provider: 'Contoso CSP', name: 'D', exportable: true };
    await scene.cluster.onNode('b', {
      type: 'StoreKeyContainer',
      data: { ...data, ...other, fingerprint: 'other' },
    });
    const { container } = other;
    await scene.cluster.onNode('b', { type: 'DeleteKeyContainer', data: { container } });
    await scene.cluster.runner.idle();
    expect(scene.checkpoint()?.fingerprint).toBe('good');
    expect(scene.isMissing()).toBe(true);
  });
});
