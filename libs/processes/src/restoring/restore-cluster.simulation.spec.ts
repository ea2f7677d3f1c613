import { describe, expect, test } from '@jest/globals';

import { hashKey } from '#registry';
import { DirectoryHistory, RestoreScene, seeded, type SimulatedCluster } from '#testing/processes';

import { planRestore } from './plan-restore.js';

/** `TIDEMARK_RACES=500 TIDEMARK_SEED=1000 npm test -- restore-cluster` tries more, and others. */
const RACES = Number(process.env['TIDEMARK_RACES'] ?? 60);
const SEED = Number(process.env['TIDEMARK_SEED'] ?? 1);

const seeds = Array.from({ length: RACES }, (_, index) => SEED + index);

const isOver = ({ clusterState: { cluster } }: SimulatedCluster): boolean =>
  cluster.status === 'formed' && cluster.restoring === undefined;

const untilOver = (cluster: SimulatedCluster): Promise<void> =>
  cluster.fold.until(['test.cluster-test'], () => isOver(cluster));

const DONE = { steps: [], isWaiting: false };

/** The hashes of the stored copy and of the live key of each checkpoint that is online. */
const livePairs = ({
  cluster: { clusterState: now },
  target,
}: RestoreScene): readonly (readonly [string, string | undefined, string])[] =>
  target.view.resourceIds().flatMap((id) => {
    const node = now.onlineAt(id);
    const wanted = [...(target.view.openResource(id)?.checkpoints.values() ?? [])];
    if (node === undefined) return [];
    return wanted
      .filter(({ captures }) => captures > 0)
      .map(({ id: of, effectiveKey }) => {
        const copy = now.openResource(id)?.checkpoints.get(of)?.hash;
        return [of, copy, hashKey(now.registryKey(node, effectiveKey))] as const;
      });
  });

describe('a restore of the whole cluster', () => {
  test('makes it what the backup has, and leaves nothing to do', async () => {
    for (const seed of seeds) {
      const scene = await RestoreScene.begin(seed);
      const { cluster, target, wanted } = scene;
      const restore = await scene.carryOut();
      expect([seed, await scene.failure()]).toEqual([seed, undefined]);
      expect([seed, scene.configuration()]).toEqual([seed, wanted]);
      expect(planRestore({ restore, present: cluster.clusterState, target })).toEqual(DONE);
      expect(cluster.defects).toEqual([]);
      await cluster.stop();
    }
  });

  test('is finished at the next start, after whichever write the power fails', async () => {
    let written = 0;
    for (const seed of seeds.slice(0, Math.ceil(RACES / 12))) {
      const scene = await RestoreScene.begin(seed);
      const before = scene.store.writes.length;
      await scene.carryOut();
      await scene.cluster.stop();
      const { length } = scene.store.writes;
      written += length - before;
      for (let writes = before + 1; writes <= length; writes += 1) {
        const other = scene.over(await scene.copy(writes), 'other ');
        await other.start();
        await untilOver(other);
        await other.pass(0);
        expect([seed, writes, scene.configuration(other)]).toEqual([seed, writes, scene.wanted]);
        expect(await scene.failure(other)).toBeUndefined();
        expect(other.defects).toEqual([]);
        await other.stop();
      }
    }
    expect(written).toBeGreaterThan(20);
  });

  test('ends the same with two processes at once', async () => {
    for (const seed of seeds.slice(0, Math.ceil(RACES / 6))) {
      const scene = await RestoreScene.begin(seed);
      const other = scene.over(scene.store, 'other ');
      await other.start();
      await scene.carryOut();
      await untilOver(other);
      await other.pass(0);
      expect([seed, scene.configuration()]).toEqual([seed, scene.wanted]);
      expect([seed, scene.configuration(other)]).toEqual([seed, scene.wanted]);
      expect([...scene.cluster.defects, ...other.defects]).toEqual([]);
      await other.stop();
      await scene.cluster.stop();
    }
  });

  test('keeps what is newer if it is to, and brings back the rest', async () => {
    for (const seed of seeds) {
      const scene = await RestoreScene.begin(seed);
      const { cluster, target } = scene;
      const newer = cluster.clusterState
        .resourceIds()
        .filter((id) => !target.view.resourceIds().includes(id));
      await scene.carryOut({ newer: 'keep' });
      const now = cluster.clusterState;
      for (const id of newer) expect(now.resourceIds()).toContain(id);
      if ((await scene.failure()) === undefined)
        for (const id of target.view.resourceIds())
          expect(now.openResource(id)?.properties).toEqual(
            target.view.openResource(id)?.properties,
          );
      else expect(await scene.failure()).toMatchObject({ reason: /newer than the backup|depend/ });
      expect(cluster.defects).toEqual([]);
      await cluster.stop();
    }
  });

  test('brings the registries of nodes back too if it is to', async () => {
    for (const seed of seeds.slice(0, Math.ceil(RACES / 3))) {
      const scene = await RestoreScene.begin(seed);
      const { cluster, target } = scene;
      await scene.carryOut({ what: { cluster: true, includeNodes: true } });
      const { clusterState: now } = cluster;
      // A resource whose persistent state came back Online puts its stored copies onto its node.
      const isOnline = now.nodeIds().some((node) => now.onlineOn(node).length > 0);
      for (const node of isOnline ? [] : target.view.nodeIds())
        expect(hashKey(cluster.clusterState.registryKey(node, ''))).toBe(
          hashKey(target.registryKey(node, '')),
        );
      await cluster.stop();
    }
  });

  test('changes the live keys of resources that are online, with force', async () => {
    let live = 0;
    for (const seed of seeds) {
      const scene = await RestoreScene.begin(seed, 30, false);
      await scene.carryOut({ force: true });
      const pairs = (await scene.failure()) === undefined ? livePairs(scene) : [];
      for (const [id, copy, key] of pairs) expect([seed, id, copy]).toEqual([seed, id, key]);
      live += pairs.length;
      expect(scene.cluster.defects).toEqual([]);
      await scene.cluster.stop();
    }
    expect(live).toBeGreaterThan(0);
  });

  test('ends although others act meanwhile, with resources online', async () => {
    for (const seed of seeds) {
      const scene = await RestoreScene.begin(seed, 30, false);
      const { cluster } = scene;
      const others = new DirectoryHistory(cluster, seeded(seed + 1), 'others ');
      const restoring = scene.carryOut({ force: true });
      await others.steps(6);
      await restoring;
      await cluster.pass(10_000_000);
      expect([seed, isOver(cluster), cluster.defects]).toEqual([seed, true, []]);
      await cluster.stop();
    }
  });
});
