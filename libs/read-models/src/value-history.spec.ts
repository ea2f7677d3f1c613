import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { foldName, isWithin } from '#registry';
import { idOf, KEYS, randomHistory, type SimulatedCluster } from '#testing/processes';

import { NaiveHistory, placeOf } from '../testing/naive.js';
import { ReadModels } from './read-models.js';
import { type ValueVersion, type WhichValues } from './value-history.js';

const ALL = 10_000;
const NODES = [idOf('a'), idOf('b')];
const ASKED: readonly WhichValues[] = NODES.flatMap((node) =>
  ['', 'software', ...KEYS].flatMap((key) => [
    { node, key },
    { node, key, name: 'port' },
  ]),
);

const inPages = (reads: ReadModels, which: WhichValues, limit: number): readonly ValueVersion[] => {
  const found: ValueVersion[] = [];
  for (;;) {
    const last = found.at(-1);
    const after = last && { since: Number(last.since), place: last.place };
    const more = reads.valueHistory(which, { limit, ...(after && { after }) });
    found.push(...more);
    if (more.length < limit) return found;
  }
};

describe.each([
  ['merged', ALL],
  ['looked for event by event', 0],
])('the history of values, %s', (_, few) => {
  let cluster: SimulatedCluster;
  let reads: ReadModels;
  const naive = new NaiveHistory();

  beforeAll(async () => {
    cluster = await randomHistory(3, 220);
    for (const recorded of await cluster.log()) naive.take(recorded);
    reads = await ReadModels.open({ file: ':memory:', log: cluster.store, cluster: 'test', few });
    await reads.start(await cluster.store.head());
  });

  afterAll(async () => {
    await reads.close();
    await cluster.stop();
  });

  test('has every version at and below a key, and no other one', () => {
    for (const { node, key, name } of ASKED) {
      if (name !== undefined) continue;
      const found = reads.valueHistory({ node, key }, { limit: ALL });
      const wanted = naive.versions.filter(
        ({ node: other, place }) =>
          other === node && isWithin(place.split('\0')[0] ?? '', foldName(key)),
      );
      expect(
        found.map((one) => `${String(one.since)} ${placeOf(one.key, one.name)}`).toSorted(),
      ).toEqual(wanted.map(({ since, place }) => `${since} ${place}`).toSorted());
    }
  });

  test('of one value is that of its key without the others', () => {
    for (const { node, key, name } of ASKED) {
      if (name === undefined) continue;
      const own = reads
        .valueHistory({ node, key }, { limit: ALL })
        .filter((one) => placeOf(one.key, one.name) === placeOf(key, name));
      expect(reads.valueHistory({ node, key, name }, { limit: ALL })).toEqual(own);
    }
  });

  test('is newest first, each version ended by the next one of its value', () => {
    for (const node of NODES) {
      const next = new Map<number, bigint>();
      let last = reads.position + 1n;
      for (const { since, until, place } of reads.valueHistory({ node, key: '' }, { limit: ALL })) {
        expect(since <= last).toBe(true);
        last = since;
        expect(until === undefined || until <= (next.get(place) ?? reads.position)).toBe(true);
        next.set(place, since);
      }
      expect(next.size).toBeGreaterThan(5);
    }
  });

  test('is the same in pages of any size, also where one event has written many', () => {
    for (const which of ASKED) {
      const whole = reads.valueHistory(which, { limit: ALL });
      for (const limit of [1, 3, 7]) expect(inPages(reads, which, limit)).toEqual(whole);
    }
  });
});
