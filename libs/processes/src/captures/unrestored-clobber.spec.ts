import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { setText as set, UnrestoredScene } from '#testing/processes';

describe('another resource restores its own checkpoint where a restore is missing', () => {
  let scene: UnrestoredScene;

  beforeEach(async () => {
    scene = await UnrestoredScene.open();
  });

  afterEach(async () => {
    await scene.stop();
    expect(scene.defects).toEqual([]);
  });

  const clobber = async (key: string): Promise<void> => {
    await scene.cluster.edit('a', [set('k', 'theirs', key)]);
    await scene.cluster.addCheckpoint('web', key);
    await scene.cluster.bring('web', 'online');
    await scene.cluster.move('app', 'b');
    await scene.release();
    await scene.cluster.edit('a', [set('k', 'newer', key)]);
    await scene.cluster.move('web', 'b');
  };

  test('takes the whole key if both keys are the same', async () => {
    await clobber(scene.key);
    const [captured] = (await scene.captures()).filter(({ reason }) => reason === 'clobbered');
    expect(captured?.source).toMatchObject({ node: scene.b });
    expect(captured?.overUnrestored).toBeUndefined();
    expect(scene.missing()).toEqual([]);
    await scene.cluster.move('app', 'a');
    expect(scene.values(scene.a)).toEqual(scene.values(scene.b));
  });

  test('takes the changes if the other key lies below', async () => {
    await clobber(`${scene.key}\\Sub`);
    const [captured] = (await scene.captures()).filter(({ reason }) => reason === 'clobbered');
    expect(captured?.changes).toEqual([set('k', 'newer', `${scene.key}\\Sub`)]);
    expect(scene.missing()).toHaveLength(1);
    await scene.cluster.move('app', 'a');
    expect(scene.values(scene.a)).toEqual({ v: 'good' });
    expect(scene.values(scene.a, `${scene.key}\\Sub`)).toEqual({ k: 'newer' });
  });
});
