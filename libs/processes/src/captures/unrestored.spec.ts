import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { type ResourceProperties } from '#domain';
import { setText as set, UnrestoredScene } from '#testing/processes';

/**
 * Node a has `v` = good, which is checkpointed. Node b has `v` = stale, and a program holds its
 * key.
 */
describe('a checkpoint whose restore fails while its resource comes online', () => {
  let scene: UnrestoredScene;

  beforeEach(async () => {
    scene = await UnrestoredScene.open();
  });

  afterEach(async () => {
    await scene.stop();
    expect(scene.defects).toEqual([]);
  });

  test('is not captured when it comes online', async () => {
    await scene.cluster.move('app', 'b');
    expect(scene.cluster.clusterState.onlineAt(scene.app)).toBe(scene.b);
    expect(await scene.captures()).toEqual([]);
    expect(scene.missing()).toHaveLength(1);
  });

  test('has the revision of the attempted restore, the reason, and the holder of the key', async () => {
    await scene.cluster.move('app', 'b');
    const failed = (await scene.cluster.log()).find(
      ({ event }) => event.type === 'RegistryCheckpointRestoreFailed',
    );
    expect(failed?.event.data).toMatchObject({
      capture: 2,
      cause: 'held',
      holder: 'winlogon',
      nodeRevision: scene.cluster.clusterState.revision('node', scene.b),
    });
  });

  describe.each([
    [
      'offline',
      () => scene.cluster.bring('app', 'offline').then(() => scene.cluster.bring('app', 'online')),
    ],
    ['a move back', () => Promise.resolve()],
    ['a stop of the node', () => scene.cluster.stopNode('b')],
    ['a crash of the node', () => scene.crash('b').then(() => scene.cluster.runner.idle())],
  ] as const)('whose interval ends by %s without an edit', (_, close) => {
    test('keeps the last good capture', async () => {
      await scene.cluster.move('app', 'b');
      await close();
      if (scene.cluster.clusterState.onlineAt(scene.app) !== scene.a)
        await scene.cluster.move('app', 'a');
      expect(scene.values(scene.a)).toEqual({ v: 'good' });
      expect((await scene.reasons()).filter((reason) => reason !== 'going-offline')).toEqual([]);
    });
  });

  test('that fails comes online again, though its key is edited in between', async () => {
    const { cluster } = scene;
    await cluster.move('app', 'b');
    await scene.release();
    const nodeRevision = cluster.clusterState.revision('node', scene.b);
    const data = { operation: cluster.newOperation(), nodeRevision, reason: 'test', at: 0 };
    await cluster.onResource('app', { type: 'FailResource', data });
    await cluster.edit('b', [set('pid', '4711')]);
    await cluster.pass(1_000_000);
    expect(cluster.clusterState.onlineAt(scene.app)).toBe(scene.b);
    expect(scene.values(scene.b)).toEqual({ v: 'good' });
  });

  test('keeps the last good capture if the node does not have the key', async () => {
    await scene.cluster.edit('b', [{ op: 'delete-key', key: scene.key }]);
    await scene.cluster.move('app', 'b');
    expect(scene.values(scene.b)).toBe('absent');
    await scene.release();
    await scene.cluster.move('app', 'a');
    expect(scene.values(scene.a)).toEqual({ v: 'good' });
  });

  test('captures an edit on top of the last good capture, with a mark', async () => {
    await scene.cluster.move('app', 'b');
    await scene.cluster.edit('b', [set('pid', '4711')]);
    const [captured, ...others] = await scene.captures();
    const failed = (await scene.cluster.log()).find(
      ({ event }) => event.type === 'RegistryCheckpointRestoreFailed',
    );
    expect(others).toEqual([]);
    expect(captured).toMatchObject({
      number: 3,
      reason: 'changed',
      source: { capture: 2 },
      changes: [set('pid', '4711')],
      overUnrestored: {
        restoreFailed: failed?.id,
        node: scene.b,
        nodeRevision: scene.cluster.clusterState.revision('node', scene.b),
      },
    });
    await scene.release();
    await scene.cluster.move('app', 'a');
    expect(scene.values(scene.a)).toEqual({ v: 'good', pid: '4711' });
    expect(await scene.reasons()).toEqual(['changed']);
  });

  test('captures deletions, new keys and values set back, each at its own path', async () => {
    await scene.cluster.move('app', 'b');
    await scene.cluster.edit('b', [set('v', 'one')]);
    await scene.cluster.edit('b', [
      set('v', 'stale'),
      { op: 'create-key', key: `${scene.key}\\Empty` },
    ]);
    await scene.cluster.edit('b', [{ op: 'delete-value', key: scene.key, name: 'w' }]);
    await scene.release();
    await scene.cluster.move('app', 'a');
    expect(scene.values(scene.a)).toEqual({ v: 'stale' });
    expect(scene.values(scene.a, `${scene.key}\\Empty`)).toEqual({});
  });

  test('captures that its key, or a key above it, was deleted', async () => {
    await scene.cluster.move('app', 'b');
    await scene.cluster.edit('b', [{ op: 'delete-key', key: 'SOFTWARE\\Contoso' }]);
    await scene.release();
    await scene.cluster.move('app', 'a');
    expect(scene.values(scene.a)).toBe('absent');
  });

  test('leaves an edit from before the failed restore out of the merged copy', async () => {
    await scene.cluster.edit('b', [set('x', 'offline')]);
    await scene.cluster.move('app', 'b');
    await scene.cluster.edit('b', [set('y', 'online')]);
    await scene.release();
    await scene.cluster.move('app', 'a');
    expect(scene.values(scene.a)).toEqual({ v: 'good', y: 'online' });
  });

  test('captures an edit from before a crash, before the group leaves', async () => {
    await scene.cluster.move('app', 'b');
    await scene.cluster.runner.stop();
    await scene.cluster.edit('b', [set('pid', '4711')]);
    await scene.crash('b');
    await scene.cluster.runner.start();
    expect(await scene.reasons()).toEqual(['recovered']);
    expect(scene.cluster.clusterState.onlineAt(scene.app)).toBe(scene.a);
    expect(scene.values(scene.a)).toEqual({ v: 'good', pid: '4711' });
  });

  test('names the new node when the next restore fails elsewhere', async () => {
    await scene.cluster.move('app', 'b');
    await scene.cluster.onNode('a', {
      type: 'HoldRegistry',
      data: { key: scene.key, holder: 'backup' },
    });
    await scene.cluster.move('app', 'a');
    const state = scene.cluster.clusterState.resource(scene.app);
    expect(state.status === 'open' && state.onlineInterval?.node).toBe(scene.a);
    expect(scene.missing()).toHaveLength(1);
    await scene.cluster.edit('a', [set('z', '1')]);
    await scene.release();
    await scene.cluster.move('app', 'b');
    expect(scene.values(scene.b)).toEqual({ v: 'good', z: '1' });
  });

  test('splits edits that are too long for one event, and loses none', async () => {
    await scene.cluster.move('app', 'b');
    const long = 'x'.repeat(60_000);
    const names = Array.from({ length: 30 }, (_, index) => `n${index}`);
    await scene.cluster.runner.stop();
    for (const name of names) await scene.cluster.edit('b', [set(name, long)]);
    await scene.cluster.runner.start();
    const found = await scene.captures();
    expect(found.length).toBeGreaterThan(1);
    await scene.release();
    await scene.cluster.move('app', 'a');
    expect(scene.values(scene.a)).toEqual({
      v: 'good',
      ...Object.fromEntries(names.map((name) => [name, long])),
    });
  });

  test('resumes after a restart from the log', async () => {
    await scene.cluster.move('app', 'b');
    await scene.cluster.edit('b', [set('pid', '4711')]);
    await scene.restart();
    await scene.cluster.edit('b', [set('pid', '4712')]);
    await scene.release();
    await scene.cluster.move('app', 'a');
    expect(scene.values(scene.a)).toEqual({ v: 'good', pid: '4712' });
  });

  describe('under a supervisor', () => {
    const configure = (properties: Partial<ResourceProperties>): Promise<void> =>
      scene.cluster.run({
        kind: 'resource',
        id: scene.app,
        command: { type: 'ConfigureResource', data: properties },
      });

    const report = async (state: 'Online' | 'Failed'): Promise<void> => {
      const nodeRevision = scene.cluster.clusterState.revision('node', scene.b);
      const data = { state, operation: 'report' as never, nodeRevision, reason: 'test', at: 0 };
      await scene.cluster.run({
        kind: 'resource',
        id: scene.app,
        command: { type: 'ReportResource', data },
      });
      await scene.cluster.runner.idle();
    };

    /** The restore has failed, and the supervisor starts the application. */
    const starting = async (): Promise<void> => {
      await scene.cluster.bring('app', 'offline');
      await configure({ handler: 'external', restartAction: 0 });
      await scene.begin('app', 'b');
      await scene.cluster.edit('b', [set('pid', '4711')]);
    };

    test('captures an edit from before the application was online', async () => {
      await starting();
      await report('Online');
      expect((await scene.captures()).at(-1)).toMatchObject({
        source: { capture: 2 },
        changes: [set('pid', '4711')],
      });
    });

    test('captures no edit of an application that did not come online', async () => {
      await starting();
      await report('Failed');
      expect(await scene.reasons()).toEqual([]);
    });
  });
});
