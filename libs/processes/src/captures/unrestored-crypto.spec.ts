import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { UnrestoredKeysScene } from '#testing/processes';

describe('a key container whose restore fails while its resource comes online', () => {
  let scene: UnrestoredKeysScene;

  beforeEach(async () => {
    scene = await UnrestoredKeysScene.open();
  });

  afterEach(async () => {
    await scene.cluster.stop();
    expect(scene.cluster.defects).toEqual([]);
  });

  test('has the reason, and the revision of the attempted restore', async () => {
    expect(scene.isMissing()).toBe(true);
    expect(await scene.eventsOf('CryptoCheckpointRestoreFailed')).toEqual([
      expect.objectContaining({
        node: scene.b,
        cause: 'key-erased',
        nodeRevision: scene.cluster.clusterState.revision('node', scene.b),
      }),
    ]);
  });

  test.each([
    ['comes online', () => Promise.resolve()],
    ['goes offline', () => scene.cluster.bring('app', 'offline')],
    ['leaves', () => scene.cluster.move('app', 'a')],
    ['loses its node', () => scene.cluster.stopNode('b')],
  ] as const)('is not captured when its resource %s', async (_, close) => {
    await close();
    expect(scene.checkpoint()?.fingerprint).toBe('good');
  });

  test('is captured whole, with a mark, when other keys are stored there', async () => {
    await scene.store('b', 'new');
    expect(scene.checkpoint()).toMatchObject({
      fingerprint: 'new',
      reason: 'changed',
      overUnrestored: {
        node: scene.b,
        nodeRevision: scene.cluster.clusterState.revision('node', scene.b),
      },
    });
    expect(scene.isMissing()).toBe(false);
    await scene.cluster.move('app', 'a');
    expect(scene.keysOn(scene.a)).toEqual(['new']);
  });
});
