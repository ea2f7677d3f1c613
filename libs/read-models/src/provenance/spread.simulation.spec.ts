import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { type Position, type Recorded } from '#event-store';
import { findKey, foldName, getValue, isWithin, treeWith, type RegistryTree } from '#registry';
import { idOf, randomHistory, type SimulatedCluster } from '#testing/processes';

import { dataOf } from '../../testing/naive-events.js';
import { NaiveStays } from '../../testing/naive-stays.js';
import { ReadModels } from '../read-models.js';
import { type CaptureRef } from './blame.js';
import { type ValueName } from './holders.js';

const NODES = [idOf('a'), idOf('b')];
/** `TIDEMARK_SEED=1000 npm test -- spread` looks elsewhere. */
const SEED = Number(process.env['TIDEMARK_SEED'] ?? 5);

const idIn = ({ key, name }: ValueName): string => `${foldName(key)}\0${foldName(name)}`;

const byTime = (a: { since: number; node: string }, b: { since: number; node: string }): number =>
  a.since === b.since ? a.node.localeCompare(b.node) : a.since - b.since;

describe('a value', () => {
  let cluster: SimulatedCluster;
  let reads: ReadModels;
  let log: readonly Recorded[];

  beforeAll(async () => {
    cluster = await randomHistory(SEED, 220);
    log = await cluster.log();
    reads = await ReadModels.open({ file: ':memory:', log: cluster.store, cluster: 'test' });
    await reads.start(await cluster.store.head());
  });

  afterAll(async () => {
    await reads.close();
    await cluster.stop();
  });

  test('is followed to every node that had it, and for as long', () => {
    const { all } = new NaiveStays(NODES, log);
    const edits = log.filter(({ event }) => event.type === 'RegistryChanged');
    let restored = 0;
    for (const { position } of edits)
      for (const value of reads.writtenBy(Number(position), 1000)) {
        const span = { origin: Number(position), at: Number(reads.position) };
        const found = reads.provenance.spread.stays(NODES, value, span);
        const wanted = all.filter(
          ({ origin, place }) => origin === span.origin && place === idIn(value),
        );
        expect(
          found.map(({ node, since, until }) => ({ node, since, until })).toSorted(byTime),
        ).toEqual(
          wanted.map(({ node, since, until }) => ({ node, since, until })).toSorted(byTime),
        );
        restored += found.filter((stay) => stay.restored).length;
      }
    expect(restored).toBeGreaterThan(20);
  });

  /** Every value that a node ever had. */
  const everyValue = (): readonly ValueName[] => {
    const { items } = reads.valueHistory({ node: NODES[0] ?? '', key: '' }, { limit: 10_000 });
    const named = items.flatMap(({ key, name }) => (name === null ? [] : [{ key, name }]));
    return [...new Map(named.map((value) => [idIn(value), value])).values()];
  };

  const inTree = (tree: RegistryTree, { key, name }: ValueName): unknown => {
    const above = findKey(tree, key);
    return above && getValue(above, name);
  };

  /** The number of values that a capture has, each compared with the content of the capture. */
  const compareCapture = (capture: CaptureRef, key: string, at: Position): number => {
    const tree = treeWith(key, reads.contents.of(capture, key, at));
    const values = everyValue().filter((value) => isWithin(value.key, key));
    const held = values.map(
      (value) => reads.provenance.holders.inCapture(capture, value, at)?.value,
    );
    expect(held).toEqual(values.map((value) => inTree(tree, value)));
    return held.filter((value) => value !== undefined).length;
  };

  test('is found in each capture as its content says', () => {
    const keys = new Map<string, string>();
    let found = 0;
    for (const recorded of log) {
      const { checkpoint = '', number = 0, effectiveKey = '' } = dataOf(recorded);
      const { type } = recorded.event;
      if (type === 'RegistryCheckpointAdded') keys.set(checkpoint, effectiveKey);
      if (type === 'RegistryCheckpointCaptured')
        found += compareCapture(
          { checkpoint, number },
          keys.get(checkpoint) ?? '',
          recorded.position,
        );
    }
    expect(found).toBeGreaterThan(50);
  });
});
