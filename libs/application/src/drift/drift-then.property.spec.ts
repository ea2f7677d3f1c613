import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { ClusterState, toDomainEvent } from '#domain';
import { ReadModels } from '#read-models';
import { differences, foldName } from '#registry';
import { stormyHistory, type SimulatedCluster } from '#testing/processes';

import { isCrypto } from '../checkpoints/find-checkpoint.js';
import { driftPairs } from './drift-pairs.js';
import { driftSeen, type DriftPair, type DriftState } from './drift-state.js';
import { type DriftTrees } from './drift-trees.js';
import { PastDriftTrees } from './past-trees.js';
import { presentTrees } from './present-trees.js';
import { WouldLose } from './would-lose.js';

/** `DRIFT_STORMS=100 DRIFT_STEPS=400` runs more and longer storms, for minutes. */
const [STORMS, STEPS] = [
  Number(process.env['DRIFT_STORMS'] ?? 2),
  Number(process.env['DRIFT_STEPS'] ?? 90),
];

/** The moments that are compared, beside those of rare events. */
const EVERY = 11;

const states = new Set<DriftState>();

/** The whole answer at a moment. */
const answerOf = async (trees: DriftTrees, reads: ReadModels): Promise<readonly unknown[]> => {
  const ahead = new WouldLose(trees, {
    reads,
    hasKey: () => Promise.resolve(true),
    pause: () => Promise.resolve(),
  });
  const items: unknown[] = [];
  for (const pair of driftPairs(trees.view, {}, undefined)) {
    const { resource, checkpoint, node } = pair;
    const losses = (await ahead.of(resource, node)).get(checkpoint.id);
    const seen = driftSeen(trees, pair);
    // The case of a name is no state: a tree that is made from a later one may have another spelling.
    const rows = losses?.items.map((row) => ({ ...row, name: row.name && foldName(row.name) }));
    items.push({ checkpoint: checkpoint.id, node, ...seen, rows, more: losses?.more });
  }
  return items;
};

/** The state and the number of differences by a comparison of whole trees, without hashes. */
const byHand = (trees: DriftTrees, pair: DriftPair): unknown => {
  const { resource, checkpoint, node } = pair;
  if (isCrypto(checkpoint)) return undefined;
  const key = checkpoint.effectiveKey;
  const live = trees.live(node, key);
  const copy = checkpoint.captures === 0 ? undefined : trees.copy({ resource, checkpoint });
  const { items } = differences({ from: live, to: copy, key }, Infinity);
  const isEqual = items.length === 0 && (live === undefined) === (copy === undefined);
  const state = isEqual ? 'equal' : live === undefined ? 'missing' : 'different';
  return { state: isRunningStale(trees, pair) ? 'unrestored' : state, differences: items.length };
};

const isRunningStale = (
  { view }: DriftTrees,
  { resource, checkpoint, node }: DriftPair,
): boolean => {
  const open = view.openResource(resource);
  if (open?.state !== 'Online' && open?.state !== 'OfflinePending') return false;
  const interval = open.onlineInterval;
  return interval?.node === node && interval.unrestored.has(checkpoint.id);
};

describe.each(Array.from({ length: STORMS }, (_, index) => index + 1))(
  'drift in storm %i',
  (seed) => {
    let reads: ReadModels;
    let cluster: SimulatedCluster;

    beforeAll(async () => {
      cluster = await stormyHistory(seed, STEPS);
      const log = cluster.store;
      reads = await ReadModels.open({ file: ':memory:', log, cluster: 'test', keepEvery: 50 });
      await reads.start(await log.head());
    }, 600_000);

    afterAll(async () => {
      await reads.close();
      await cluster.stop();
    });

    /** The present of each moment, also in the middle of operations. */
    async function* presents(): AsyncIterable<DriftTrees> {
      const now = new ClusterState();
      for (const [index, recorded] of (await cluster.log()).entries()) {
        const domainEvent = toDomainEvent('test', recorded);
        if (domainEvent !== undefined) now.apply(domainEvent);
        const isRare = /RestoreFailed|Online|Offline|Crashed/.test(recorded.event.type);
        if (isRare || index % EVERY === 0)
          yield presentTrees({ name: 'test', reads }, now.fork(), recorded.position);
      }
    }

    test('is what a comparison by hand finds', async () => {
      for await (const trees of presents())
        for (const pair of driftPairs(trees.view, {}, undefined)) {
          const hand = byHand(trees, pair);
          const { state, differences: count } = driftSeen(trees, pair);
          states.add(state);
          if (hand !== undefined) expect({ state, differences: count }).toEqual(hand);
        }
    });

    test('is told at a past moment as it was told then', async () => {
      const present = { state: cluster.clusterState.fork(), at: reads.position };
      for await (const trees of presents()) {
        const { at } = trees;
        const parts = { name: 'test', reads };
        const past = new PastDriftTrees(parts, reads.stateAt(at), { at, present });
        expect([at, await answerOf(past, reads)]).toEqual([at, await answerOf(trees, reads)]);
      }
    });
  },
);

test('the storms have every state', () => {
  expect([...states].toSorted()).toEqual(['different', 'equal', 'missing', 'unrestored']);
});
