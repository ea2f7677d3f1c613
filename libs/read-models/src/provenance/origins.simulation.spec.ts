import { expect, test } from '@jest/globals';

import { randomHistory } from '#testing/processes';

import { NaiveOrigins } from '../../testing/naive-origins.js';
import { ReadModels } from '../read-models.js';

/** `TIDEMARK_HISTORIES=20 TIDEMARK_SEED=1000 npm test -- origins` looks longer, and elsewhere. */
const HISTORIES = Number(process.env['TIDEMARK_HISTORIES'] ?? 1);
const SEED = Number(process.env['TIDEMARK_SEED'] ?? 1);

const seeds = Array.from({ length: HISTORIES }, (_, index) => SEED + index);

type Asked = Readonly<{ reads: ReadModels; naive: NaiveOrigins; node: string; at: number }>;

/** The origin of each value of a node by the naive fold, in its view, and at the end of its chain. */
const answersOf = ({ reads, naive, node, at }: Asked): readonly (number | undefined)[][] => {
  const writing = reads.registry.writers(node, '64-bit', at);
  const { writers = new Map<string, never>() } = naive.history.nodes.get(node) ?? {};
  return [...writers].map(([place, { key, name, position }]) => {
    const chain = reads.provenance.blame.chainOf({ node, key, name }, at);
    const shown = writing(key, name)?.origin ?? position;
    return [naive.of(node).get(place), shown, chain.links.at(-1)?.position];
  });
};

test.each(seeds)('a value says which edit first wrote it, history %i', async (seed) => {
  const cluster = await randomHistory(seed, 220);
  const reads = await ReadModels.open({ file: ':memory:', log: cluster.store, cluster: 'test' });
  await reads.start(await cluster.store.head());
  const naive = new NaiveOrigins();
  let count = 0;
  for (const recorded of await cluster.log()) {
    naive.take(recorded);
    const at = Number(recorded.position);
    const nodes = [...naive.history.nodes.keys()].filter((id) => recorded.stream.endsWith(id));
    for (const node of nodes)
      for (const [origin, shown, last] of answersOf({ reads, naive, node, at })) {
        expect([shown, last]).toEqual([origin, origin]);
        count += 1;
      }
  }
  expect(count).toBeGreaterThan(1000);
  await reads.close();
  await cluster.stop();
});
