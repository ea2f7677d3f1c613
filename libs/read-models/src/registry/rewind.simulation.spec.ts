import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { idOf, KEYS, randomHistory, seeded, type SimulatedCluster } from '#testing/processes';
import { findKey, hashKey } from '#registry';

import { ReadModels } from '../read-models.js';

const NODES = ['a', 'b'];

describe('an earlier tree', () => {
  let cluster: SimulatedCluster;
  let reads: ReadModels;

  beforeAll(async () => {
    cluster = await randomHistory(11, 220);
    reads = await ReadModels.open({ file: ':memory:', log: cluster.store, cluster: 'test' });
    await reads.start(await cluster.store.head());
  });

  afterAll(async () => {
    await reads.close();
    await cluster.stop();
  });

  const pick = <Item>(random: () => number, items: readonly Item[]): Item =>
    items[Math.floor(random() * items.length)] as Item;

  test('is the same from a later one as from the file', () => {
    const random = seeded(4);
    const head = Number(reads.position);
    let rewound = 0;
    for (let count = 0; count < 400; count += 1) {
      const node = idOf(pick(random, NODES));
      const key = pick(random, ['', ...KEYS]);
      const from = Math.floor(random() * head);
      const to = Math.min(head, from + Math.floor(random() * 60));
      const asked = { node, key };
      const later = { tree: reads.registry.treeAt(node, key, to), at: to };
      if (!reads.trees.isRead(asked, from, to)) rewound += 1;
      const found = findKey(reads.trees.at(asked, from, later), key);
      const wanted = reads.registry.keyAt(node, key, from);
      expect([found === undefined, hashKey(found)]).toEqual([
        wanted === undefined,
        hashKey(wanted),
      ]);
    }
    expect(rewound).toBeGreaterThan(50);
  });
});
