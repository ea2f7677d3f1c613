import { describe, expect, test } from '@jest/globals';

import { type RestoredPart } from '#domain';
import { hashKey } from '#registry';
import { RestoreScene, seeded, type SimulatedCluster } from '#testing/processes';

import { planRestore } from './plan-restore.js';

/** `TIDEMARK_RACES=200 TIDEMARK_SEED=1000 npm test -- restore-parts` tries more, and others. */
const RACES = Number(process.env['TIDEMARK_RACES'] ?? 16);
const SEED = Number(process.env['TIDEMARK_SEED'] ?? 1);

const seeds = Array.from({ length: RACES }, (_, index) => SEED + index);

const untilOver = (cluster: SimulatedCluster): Promise<void> =>
  cluster.fold.until(['test.cluster-test'], () => {
    const { cluster: now } = cluster.clusterState;
    return now.status === 'formed' && now.restoring === undefined;
  });

/** The parts of a backup, one of each kind at random. */
const partsOf = ({ target: { view } }: RestoreScene, seed: number): readonly RestoredPart[] => {
  const random = seeded(seed);
  const one = <Item>(items: readonly Item[]): Item | undefined =>
    items[Math.floor(random() * items.length)];
  const resource = one(view.resourceIds());
  const checkpoints = view
    .resourceIds()
    .flatMap((id) => [...(view.openResource(id)?.checkpoints.keys() ?? [])]);
  const [group, checkpoint, node] = [one(view.groupIds()), one(checkpoints), one(view.nodeIds())];
  return [
    ...(group === undefined ? [] : [{ group }]),
    ...(resource === undefined ? [] : [{ resource }]),
    ...(checkpoint === undefined ? [] : [{ checkpoint }]),
    ...(node === undefined ? [] : [{ node }]),
  ];
};

/** The configuration, the registries, and the failure of a restore. */
const outcomeOf = async (scene: RestoreScene, cluster: SimulatedCluster): Promise<unknown> => {
  const { clusterState: now } = cluster;
  return {
    configuration: scene.configuration(cluster),
    registries: now.nodeIds().map((node) => hashKey(now.registryKey(node, ''))),
    failure: await scene.failure(cluster),
  };
};

describe('a restore of one part', () => {
  test('is finished as without a crash, after whichever write the power fails', async () => {
    let crashes = 0;
    for (const seed of seeds)
      for (let kind = 0; kind < 4; kind += 1) {
        const scene = await RestoreScene.begin(seed);
        const what = partsOf(scene, seed)[kind];
        if (what === undefined) {
          await scene.cluster.stop();
          continue;
        }
        const before = scene.store.writes.length;
        const restore = await scene.carryOut({ what });
        const expected = await outcomeOf(scene, scene.cluster);
        if ((await scene.failure()) === undefined) {
          const present = scene.cluster.clusterState;
          const again = planRestore({ restore, present, target: scene.target });
          expect([seed, what, again]).toEqual([seed, what, { steps: [], isWaiting: false }]);
        }
        await scene.cluster.stop();
        for (let writes = before + 1; writes <= scene.store.writes.length; writes += 1) {
          const other = scene.over(await scene.copy(writes), 'other ');
          await other.start();
          await untilOver(other);
          await other.pass(0);
          const found = await outcomeOf(scene, other);
          expect([seed, what, writes, found]).toEqual([seed, what, writes, expected]);
          expect(other.defects).toEqual([]);
          await other.stop();
          crashes += 1;
        }
      }
    expect(crashes).toBeGreaterThan(3 * RACES);
  });
});
