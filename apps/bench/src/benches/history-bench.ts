import { join } from 'node:path';

import { isErasable, toDomainEvent, ClusterState } from '#domain';
import { toPosition } from '#event-store';
import { SqliteEventStore } from '#event-store-sqlite';
import { applyChanges, diffKeys, emptyTree, type RegistryChange } from '#registry';

import { inFolder } from '../folder.js';
import { historyPages } from '../history-pages.js';
import { pastWith, project, SIZES, type Past } from '../past.js';
import { CLUSTER, idFor } from '../names.js';
import { seeded } from '../seeded.js';
import { compare, median, seconds, type Result, type Rounds } from '../rounds.js';

const LOOKUPS = 500;

/** Seconds of one lookup of a key's values at a random moment. */
const lookup = async ({ reads, events }: Past, random: () => number): Promise<number> => {
  const took = await seconds(() => {
    for (let count = 0; count < LOOKUPS; count += 1) {
      const at = Math.floor(events * (0.2 + 0.8 * random()));
      reads.directoryAt(toPosition(BigInt(at)));
      const key = `SOFTWARE\\Bench\\Key ${count % 8}`;
      const found = reads.registry.viewAt(idFor(`node ${count % SIZES.nodes}`), {
        key,
        view: '64-bit',
        depth: 0,
        at,
      });
      if (found === undefined) throw new Error(`no ${key} at ${at}`);
    }
  });
  return took / LOOKUPS;
};

/** Seconds of a replay to the middle of the log. */
const replay = ({ store, events }: Past): Promise<number> =>
  seconds(async () => {
    const clusterState = new ClusterState();
    const to = toPosition(BigInt(Math.floor(events * 0.6)));
    for await (const recorded of store.readLog({ to })) {
      const domainEvent = toDomainEvent(CLUSTER, recorded);
      if (domainEvent !== undefined) clusterState.apply(domainEvent);
    }
  });

const readAlone = ({ store }: Past): Promise<number> =>
  seconds(async () => {
    let count = 0;
    for await (const recorded of store.readLog()) count += recorded.event.type.length;
    if (count === 0) throw new Error('the log is empty');
  });

/** Seconds of a diff, for each of a number of changes. */
const diffPerChange = async (values: number, changes: number): Promise<number> => {
  const set = (index: number, number: number): RegistryChange => ({
    op: 'set',
    key: `K${index % 100}`,
    name: `v${index}`,
    value: { type: 'REG_DWORD', number },
  });
  const from = applyChanges(
    emptyTree,
    Array.from({ length: values }, (_, index) => set(index, 0)),
  );
  const step = Math.floor(values / changes);
  const to = applyChanges(
    from,
    Array.from({ length: changes }, (_, index) => set(index * step, 1)),
  );
  const times = Math.ceil(5000 / changes);
  const took = await seconds(() => {
    for (let count = 0; count < times; count += 1)
      if (diffKeys(from, to, '').length !== changes) throw new Error('the diff is wrong');
  });
  return took / times / changes;
};

const heapUsed = (): number => {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};

/** Bytes of heap that a folded log takes. */
const heapOf = async (folder: string, events: number): Promise<number> => {
  const file = join(folder, `log-${events}.db`);
  const before = heapUsed();
  const store = SqliteEventStore.open({ file, clock: () => new Date(), isErasable });
  const clusterState = new ClusterState();
  for await (const recorded of store.readLog()) {
    const domainEvent = toDomainEvent(CLUSTER, recorded);
    if (domainEvent !== undefined) clusterState.apply(domainEvent);
  }
  const reads = await project(file, join(folder, `reads-${events}.db`));
  const used = heapUsed() - before;
  if (clusterState.cluster.status === 'absent') throw new Error('nothing was folded');
  await reads.close();
  await store.close();
  return used;
};

const lookups = async (
  rounds: Rounds,
  { large, little }: Readonly<{ large: Past; little: Past }>,
): Promise<readonly Result[]> => {
  const random = seeded(3);
  const bench = 'history';
  return [
    await compare(
      few(rounds),
      {
        first: ['replay s', () => replay(large)],
        second: ['lookup s', () => lookup(large, random)],
      },
      {
        bench,
        measure: `replay : point lookup at, ${large.events} events`,
        aim: { least: 10_000 },
      },
    ),
    await compare(
      rounds,
      {
        first: [`lookup s at ${large.events}`, () => lookup(large, random)],
        second: [`lookup s at ${little.events}`, () => lookup(little, random)],
      },
      {
        bench,
        measure: `point lookup, ${large.events} events : ${little.events}`,
        aim: { most: 4 },
      },
    ),
  ];
};

const diffs = (rounds: Rounds): Promise<Result> =>
  compare(
    rounds,
    {
      first: ['s a change of 1,000', () => diffPerChange(20_000, 1000)],
      second: ['s a change of 10', () => diffPerChange(20_000, 10)],
    },
    { bench: 'history', measure: 'diff time a change, 1,000 changes : 10', aim: { most: 1.5 } },
  );

const projections = (rounds: Rounds, large: Past, folder: string): Promise<Result> => {
  let count = 0;
  const again = async (): Promise<void> => {
    count += 1;
    const reads = await project(large.file, join(folder, `again-${count}.db`));
    await reads.close();
  };
  return compare(
    few(rounds),
    {
      first: ['reading s', () => readAlone(large)],
      second: ['projecting s', () => seconds(again)],
    },
    { bench: 'history', measure: 'reading and parsing alone : projecting', aim: { least: 0.3 } },
  );
};

const few = (rounds: Rounds): Rounds => ({ ...rounds, rounds: Math.min(3, rounds.rounds) });

export const historyBench = (rounds: Rounds): Promise<readonly Result[]> =>
  inFolder(async (folder) => {
    const events = rounds.sizes['events'] ?? 1_000_000;
    const small = Math.ceil(events / 50);
    const large = await pastWith(folder, events);
    const little = await pastWith(folder, small);
    const results = [
      ...(await lookups(rounds, { large, little })),
      await historyPages(rounds, { large, little }),
      await diffs(rounds),
      await projections(rounds, large, folder),
    ];
    await large.close();
    await little.close();
    return [...results, await heap(folder, { events, small })];
  });

/** Measures heap. Needs `--expose-gc`, which the npm script sets. */
const heap = async (
  folder: string,
  { events, small }: Readonly<{ events: number; small: number }>,
): Promise<Result> => {
  const measured: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const [many, few] = [await heapOf(folder, events), await heapOf(folder, small)];
    measured.push((many - few) / (events - small));
  }
  return {
    bench: 'history',
    measure: 'bytes of heap for each event beyond live state',
    ratio: median(measured),
    spread: [Math.min(...measured), Math.max(...measured)],
    aim: { most: 20 },
    figures: { 'bytes an event': median(measured) },
  };
};
