import { describe, expect, test } from '@jest/globals';

import { type ClusterState, type Formation, type NodeId } from '#domain';
import { type Recorded } from '#event-store';
import { RestoreScene, type SimulatedCluster } from '#testing/processes';

/** `TIDEMARK_RACES=200 TIDEMARK_SEED=1000 npm test -- formation` tries more, and others. */
const RACES = Number(process.env['TIDEMARK_RACES'] ?? 20);
const SEED = Number(process.env['TIDEMARK_SEED'] ?? 1);

const seeds = Array.from({ length: RACES }, (_, index) => SEED + index);

const isUp = (state: ClusterState, id: NodeId): boolean => state.presentNode(id)?.state !== 'Down';

/** The nodes of a cluster: the first one that the backup has forms it. */
const formationOf = ({ cluster, target }: RestoreScene): Formation => {
  const { clusterState: state } = cluster;
  const known = new Set(target.view.nodeIds());
  const up = state.nodeIds().filter((id) => isUp(state, id));
  const node = up.find((id) => known.has(id)) ?? [...known][0];
  if (node === undefined) throw new Error('the backup has a node');
  return { node, others: up.filter((id) => id !== node) };
};

const untilOver = (cluster: SimulatedCluster): Promise<void> =>
  cluster.fold.until(['test.cluster-test'], () => {
    const { cluster: now } = cluster.clusterState;
    return now.status === 'formed' && now.restoring === undefined;
  });

/** The events that replace the database: those of things, and of stored copies. */
const REPLACING = new Set([
  ...['ClusterConfigured', 'GroupAdded', 'GroupRenamed', 'GroupReopened', 'GroupConfigured'],
  ...['ResourceAdded', 'ResourceRenamed', 'ResourceReopened', 'ResourceConfigured'],
]);

/** The first event that replaces something before the others have stopped, or after they start. */
const misplaced = (log: readonly Recorded[], others: number): Recorded | undefined => {
  const started = log.findIndex(({ event }) => event.type === 'BackupRestoreStarted');
  let stopped = 0;
  let isReleased = false;
  return log.slice(started).find(({ event: { type }, metadata }) => {
    if (metadata.operation !== log[started]?.metadata.operation) return false;
    if (type === 'NodeStopped') stopped += 1;
    if (type === 'FormationReleased') isReleased = true;
    return REPLACING.has(type) && (stopped < others || isReleased);
  });
};

/** The nodes that are down although the restore has stopped them. */
const leftDown = (state: ClusterState, { node, others }: Formation): readonly NodeId[] =>
  [node, ...others].filter((id) => state.nodeIds().includes(id) && !isUp(state, id));

describe('a restore of the database', () => {
  test('stops the other nodes, replaces everything, and starts them again', async () => {
    let stopped = 0;
    for (const seed of seeds) {
      const scene = await RestoreScene.begin(seed, 30, false);
      const { cluster } = scene;
      const formation = formationOf(scene);
      await scene.carryOut({ force: true, formation });
      await cluster.pass(0);
      const log = await cluster.log();
      expect([seed, misplaced(log, formation.others.length)]).toEqual([seed, undefined]);
      expect([seed, leftDown(cluster.clusterState, formation)]).toEqual([seed, []]);
      expect([seed, cluster.defects]).toEqual([seed, []]);
      stopped += formation.others.length;
      await cluster.stop();
    }
    expect(stopped).toBeGreaterThan(0);
  });

  test('is finished at the next start, after whichever write the power fails', async () => {
    for (const seed of seeds.slice(0, Math.ceil(RACES / 5))) {
      const scene = await RestoreScene.begin(seed);
      const before = scene.store.writes.length;
      const formation = formationOf(scene);
      await scene.carryOut({ force: true, formation });
      await scene.cluster.stop();
      const { length } = scene.store.writes;
      for (let writes = before + 1; writes <= length; writes += 1) {
        const other = scene.over(await scene.copy(writes), 'other ');
        await other.start();
        await untilOver(other);
        await other.pass(0);
        expect([seed, writes, await scene.failure(other)]).toEqual([seed, writes, undefined]);
        expect([seed, writes, scene.configuration(other)]).toEqual([seed, writes, scene.wanted]);
        expect([seed, writes, leftDown(other.clusterState, formation)]).toEqual([seed, writes, []]);
        expect(other.defects).toEqual([]);
        await other.stop();
      }
    }
  });

  test('starts the nodes again if it can not be finished', async () => {
    let failures = 0;
    for (const seed of seeds) {
      const scene = await RestoreScene.begin(seed);
      const { cluster } = scene;
      const formation = formationOf(scene);
      await scene.carryOut({ newer: 'keep', force: true, formation });
      expect([seed, leftDown(cluster.clusterState, formation)]).toEqual([seed, []]);
      const types = (await cluster.log()).map(({ event }) => event.type);
      const [released, failed] = ['FormationReleased', 'BackupRestoreFailed'].map((type) =>
        types.indexOf(type),
      );
      if (failed !== -1) {
        failures += 1;
        expect(released).toBeLessThan(failed ?? 0);
      }
      await cluster.stop();
    }
    expect(failures).toBeGreaterThan(0);
  });
});
