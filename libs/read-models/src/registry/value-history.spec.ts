import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { type Recorded } from '#event-store';
import { foldName, isWithin } from '#registry';
import { idOf, KEYS, randomHistory, type SimulatedCluster } from '#testing/processes';

import { NaiveHistory, placeOf } from '../../testing/naive.js';
import { ReadModels } from '../read-models.js';
import { type ValueVersion, type WhichValues } from './value-history.js';

const ALL = 10_000;
const NODES = [idOf('a'), idOf('b')];
const ASKED: readonly WhichValues[] = NODES.flatMap((node) =>
  ['', 'software', ...KEYS].flatMap((key) => [
    { node, key },
    { node, key, name: 'port' },
  ]),
);

const whole = (reads: ReadModels, which: WhichValues): readonly ValueVersion[] =>
  reads.valueHistory(which, { limit: ALL }).items;

/** A version of a value. */
type Written = ValueVersion & Readonly<{ name: string }>;

const isWritten = (entry: ValueVersion): entry is Written => entry.change === 'set';

const inPages = (reads: ReadModels, which: WhichValues, limit: number): readonly ValueVersion[] => {
  const found: ValueVersion[] = [];
  for (;;) {
    const last = found.at(-1);
    const after = last && { since: Number(last.since), place: last.place };
    const { items, isLast } = reads.valueHistory(which, { limit, ...(after && { after }) });
    found.push(...items);
    if (isLast) return found;
  }
};

describe.each([
  ['merged', ALL],
  ['searched event by event', 0],
])('the history of values, %s', (_, few) => {
  let cluster: SimulatedCluster;
  let reads: ReadModels;
  let log: readonly Recorded[];
  const naive = new NaiveHistory();

  beforeAll(async () => {
    cluster = await randomHistory(3, 220);
    log = await cluster.log();
    for (const recorded of log) naive.take(recorded);
    reads = await ReadModels.open({ file: ':memory:', log: cluster.store, cluster: 'test', few });
    await reads.start(await cluster.store.head());
  });

  afterAll(async () => {
    await reads.close();
    await cluster.stop();
  });

  test('has every version at and below a key, and no others', () => {
    for (const { node, key, name } of ASKED) {
      if (name !== undefined) continue;
      const found = whole(reads, { node, key }).filter(isWritten);
      const wanted = naive.versions.filter(
        ({ node: other, place }) =>
          other === node && isWithin(place.split('\0')[0] ?? '', foldName(key)),
      );
      expect(
        found.map((one) => `${String(one.since)} ${placeOf(one.key, one.name)}`).toSorted(),
      ).toEqual(wanted.map(({ since, place }) => `${since} ${place}`).toSorted());
    }
  });

  test('has the deletions of values, and the creations and deletions of keys', () => {
    for (const node of NODES) {
      const entries = whole(reads, { node, key: '' });
      const deleted = entries.flatMap(({ key, name, change, since }) =>
        name !== null && change === 'deleted' ? [textOf(placeOf(key, name), since)] : [],
      );
      const keys = entries.flatMap(({ key, name, change, since }) =>
        name === null ? [textOf(foldName(key), change, since)] : [],
      );
      const own = <Item extends { node: string }>(items: readonly Item[]): readonly Item[] =>
        items.filter((one) => one.node === node);
      expect(deleted.toSorted()).toEqual(
        own(naive.deletions)
          .map(({ place, since }) => textOf(place, since))
          .toSorted(),
      );
      expect(keys.toSorted()).toEqual(
        own(naive.keyChanges)
          .map(({ key, change, since }) => textOf(key, change, since))
          .toSorted(),
      );
      expect([deleted.length, keys.length].every((length) => length > 10)).toBe(true);
    }
  });

  test('at a position has nothing later: a version that ends later has not ended yet', () => {
    const grown = new NaiveHistory();
    for (const [index, recorded] of log.entries()) {
      grown.take(recorded);
      if (index % 7 !== 0) continue;
      const at = Number(recorded.position);
      for (const node of NODES) {
        const { items } = reads.valueHistory({ node, key: '' }, { limit: ALL, at });
        const found = items
          .filter(isWritten)
          .map(({ key, name, since, until }) => textOf(placeOf(key, name), since, until));
        const wanted = grown.versions
          .filter((version) => version.node === node)
          .map(({ place, since, until }) => textOf(place, since, until));
        expect(found.toSorted()).toEqual(wanted.toSorted());
      }
    }
  });

  test('of one value is that of its key without the other values', () => {
    for (const { node, key, name } of ASKED) {
      if (name === undefined) continue;
      const own = whole(reads, { node, key }).filter(
        (one) => one.name !== null && placeOf(one.key, one.name) === placeOf(key, name),
      );
      expect(whole(reads, { node, key, name })).toEqual(own);
    }
  });

  test('is newest first, each version ended by the next one of its value', () => {
    for (const node of NODES) {
      const next = new Map<number, bigint>();
      let last = reads.position + 1n;
      for (const { since, until, place } of whole(reads, { node, key: '' })) {
        expect(since <= last).toBe(true);
        last = since;
        expect(until === undefined || until <= (next.get(place) ?? reads.position)).toBe(true);
        next.set(place, since);
      }
      expect(next.size).toBeGreaterThan(5);
    }
  });

  test('is the same in pages of any size, also if one event wrote many values', () => {
    for (const which of ASKED) {
      const wanted = whole(reads, which);
      for (const limit of [1, 3, 7]) expect(inPages(reads, which, limit)).toEqual(wanted);
    }
  });
});

const textOf = (...parts: readonly unknown[]): string => parts.map(String).join(' ');
