import { InMemoryEventStore } from '#event-store';
import {
  applyChanges,
  diffKeys,
  emptyTree,
  findKey,
  type RegistryChange,
  type RegistryKey,
} from '#registry';

import { Generator } from '../generate.js';
import { compare, seconds, type Result, type Rounds } from '../rounds.js';

const KEY = 'SOFTWARE\\Bench';

const valueAt = (index: number, number = index): RegistryChange => ({
  op: 'set',
  key: `${KEY}\\Key ${index % 100}`,
  name: `Value ${index}`,
  value: { type: 'REG_DWORD', number },
});

const large = (values: number): RegistryKey =>
  applyChanges(
    emptyTree,
    Array.from({ length: values }, (_, index) => valueAt(index)),
  );

/** Compares every value of two keys, as a diff without shared structure would. */
const compareAll = (from: RegistryKey, to: RegistryKey): number => {
  const flat = (tree: RegistryKey): ReadonlyMap<string, string> =>
    new Map(
      diffKeys(undefined, findKey(tree, KEY), KEY).map((change) => [
        change.op === 'set' ? `${change.key}\0${change.name}` : change.key,
        JSON.stringify(change),
      ]),
    );
  const [before, after] = [flat(from), flat(to)];
  return [...after].filter(([place, value]) => before.get(place) !== value).length;
};

/** Microseconds of one diff. */
const diffTime = async (from: RegistryKey, to: RegistryKey): Promise<number> => {
  const times = 2000;
  const took = await seconds(() => {
    for (let count = 0; count < times; count += 1)
      if (diffKeys(findKey(from, KEY), findKey(to, KEY), KEY).length !== 1)
        throw new Error('the diff is wrong');
  });
  return (took / times) * 1e6;
};

/** Bytes of events for each captured edit, on nodes with a number of values. */
const bytesPerCapture = async (values: number, edits: number): Promise<number> => {
  const store = new InMemoryEventStore(() => new Date(0));
  const generator = new Generator(store, { events: 0, nodes: 1, values, resources: 1 });
  await generator.run();
  const before = await store.head();
  for (let edit = 0; edit < edits; edit += 1) generator.edit(0);
  await generator.flush();
  let bytes = 0;
  let captures = 0;
  for await (const { event, metadata } of store.readLog(
    before === undefined ? {} : { after: before },
  )) {
    bytes += JSON.stringify(event).length + JSON.stringify(metadata).length;
    if (event.type === 'RegistryCheckpointCaptured') captures += 1;
  }
  return bytes / Math.max(1, captures);
};

export const captureBench = async (rounds: Rounds): Promise<readonly Result[]> => {
  const values = rounds.sizes['values'] ?? 100_000;
  const bench = 'capture';
  const from = large(values);
  const to = applyChanges(from, [valueAt(Math.floor(values / 2), -1 >>> 0)]);
  return [
    await compare(
      rounds,
      {
        first: ['full µs', async () => (await seconds(() => compareAll(from, to))) * 1e6],
        second: ['diff µs', () => diffTime(from, to)],
      },
      {
        bench,
        measure: `full comparison : restore diff with one difference in ${values} values`,
        aim: { least: 1000 },
      },
    ),
    await compare(
      { ...rounds, rounds: 3 },
      {
        first: [`bytes at ${values}`, () => bytesPerCapture(values, 200)],
        second: ['bytes at 10', () => bytesPerCapture(10, 200)],
      },
      { bench, measure: 'bytes per captured change, many values : 10 values', aim: { most: 1.2 } },
    ),
  ];
};
