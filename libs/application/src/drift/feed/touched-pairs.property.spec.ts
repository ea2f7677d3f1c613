import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { ClusterState, toDomainEvent } from '#domain';
import { ReadModels } from '#read-models';
import { crowdedHistory, stormyHistory, type SimulatedCluster } from '#testing/processes';

import { driftPairs } from '../drift-pairs.js';
import { driftSeen, pairId } from '../drift-state.js';
import { presentTrees } from '../present-trees.js';
import { TouchedPairs } from './touched-pairs.js';

/** `DRIFT_STORMS=100` runs more storms. In the last of these, a node crashes that has holds. */
const STORMS = Number(process.env['DRIFT_STORMS'] ?? 0);
const SEEDS = STORMS === 0 ? [3, 8] : Array.from({ length: STORMS }, (_, index) => index);

type Seen = ReadonlyMap<string, string>;

describe.each([
  ...SEEDS.map((seed) => [`storm ${seed}`, () => stormyHistory(seed, 120)] as const),
  ['a crowd', () => crowdedHistory(1, 60)] as const,
])('the pairs that the events of %s touch', (_, history) => {
  let reads: ReadModels;
  let cluster: SimulatedCluster;

  beforeAll(async () => {
    cluster = await history();
    reads = await ReadModels.open({ file: ':memory:', log: cluster.store, cluster: 'test' });
    await reads.start(await cluster.store.head());
  }, 600_000);

  afterAll(async () => {
    await reads.close();
    await cluster.stop();
  });

  test('are all those that stand otherwise after them', async () => {
    const now = new ClusterState();
    const touched = new TouchedPairs();
    let before: Seen = new Map();
    let changed = 0;
    for (const recorded of await cluster.log()) {
      const domainEvent = toDomainEvent('test', recorded);
      if (domainEvent === undefined) continue;
      now.apply(domainEvent);
      touched.note(now, domainEvent);
      const trees = presentTrees({ name: 'test', reads }, now, recorded.position);
      const after: Seen = new Map(
        [...driftPairs(now, {}, undefined)].map((pair) => {
          const { state, differences, hold } = driftSeen(trees, pair);
          const id = pairId(pair.checkpoint.id, pair.node);
          return [id, `${state} ${differences} ${hold?.holder ?? ''}`];
        }),
      );
      const covered = new Map([...touched.take(now)].map((one) => [one.checkpoint, one.nodes]));
      for (const id of new Set([...before.keys(), ...after.keys()])) {
        if (before.get(id) === after.get(id)) continue;
        changed += 1;
        const [checkpoint, node] = id.split('/');
        const nodes = covered.get(checkpoint as never);
        const isCovered = nodes === 'all' || nodes?.has(node as never) === true;
        expect([id, recorded.event.type, isCovered]).toEqual([id, recorded.event.type, true]);
      }
      before = after;
    }
    expect(changed).toBeGreaterThan(20);
  });
});
