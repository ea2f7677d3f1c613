import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { toDomainEvent, ClusterState, type OpenResource, type ResourceId } from '#domain';
import { toPosition, type Recorded } from '#event-store';
import { applyChanges, emptyTree, hashKey } from '#registry';
import { idOf, KEYS, randomHistory, seeded, type SimulatedCluster } from '#testing/processes';
import { contentOf, contentOfModel, findInModel } from '#testing/registry';

import { NaiveHistory, placeOf } from '../testing/naive.js';
import { NaiveLedger } from '../testing/naive-ledger.js';
import { byText, plainRow } from '../testing/plain-row.js';
import { changesOf, compareView, type NaiveNode } from '../testing/shown.js';
import { between, isAdded, mentions, touchesKey } from '../testing/wanted.js';
import { checkpointsOf, copyOf, viewOf } from '../testing/now-and-then.js';
import { ReadModels } from './read-models.js';

const NODES = ['a', 'b'] as const;
const VIEWS = ['64-bit', '32-bit'] as const;

/** `TIDEMARK_HISTORIES=20 TIDEMARK_SEED=1000 npm test -- brute-force` looks longer, and elsewhere. */
const HISTORIES = Number(process.env['TIDEMARK_HISTORIES'] ?? 1);
const SEED = Number(process.env['TIDEMARK_SEED'] ?? 1);
/** How many of the positions at which nothing changed are compared all the same. */
const SAMPLED = 0.2;

const seeds = Array.from({ length: HISTORIES }, (_, index) => SEED + index);

describe.each(seeds)('the read models against a naive fold, history %i', (seed) => {
  let cluster: SimulatedCluster;
  let log: readonly Recorded[];
  let reads: ReadModels;

  beforeAll(async () => {
    cluster = await randomHistory(seed, 220);
    log = await cluster.log();
    reads = await ReadModels.open({
      file: ':memory:',
      log: cluster.store,
      cluster: 'test',
      keepEvery: 50,
    });
    await reads.start(await cluster.store.head());
  });

  afterAll(async () => {
    await reads.close();
    await cluster.stop();
    expect(cluster.defects).toEqual([]);
  });

  /** Tells the events after which everything is compared, whatever they changed. */
  const sample = (): (() => boolean) => {
    const random = seeded(seed);
    return () => random() < SAMPLED;
  };

  /** Compares after every event: the node that it is about, and now and then all nodes. */
  const atEvery = (
    compare: (nodes: readonly (readonly [string, NaiveNode])[], position: number) => void,
  ): void => {
    const [naive, isSampled] = [new NaiveHistory(), sample()];
    for (const recorded of log) {
      naive.take(recorded);
      const isAll = isSampled();
      const nodes = [...naive.nodes].filter(([id]) => isAll || recorded.stream.endsWith(id));
      compare(nodes, Number(recorded.position));
    }
  };

  test('nothing is parked, and the whole log is in it', () => {
    expect(log.length).toBeGreaterThan(400);
    expect(reads.parked.list()).toEqual([]);
    expect(reads.position).toBe(log.at(-1)?.position);
  });

  test("every key of every node's registry is as it was at every position", () => {
    atEvery((nodes, at) => {
      const keys = ['', ...KEYS];
      for (const [node, { model }] of nodes) {
        const found = keys.map((key) => reads.registry.keyAt(node, key, at));
        const wanted = keys.map((key) => findInModel(model, key));
        expect(found.map((key) => key && contentOf(key))).toEqual(
          wanted.map((key) => key && contentOfModel(key)),
        );
      }
    });
  });

  test('every view shows what was there', () => {
    atEvery((nodes, at) => {
      for (const [node, { model }] of nodes) {
        const tree = applyChanges(emptyTree, changesOf(model));
        for (const view of VIEWS)
          for (const key of ['SOFTWARE', 'SOFTWARE\\Contoso\\App', 'SYSTEM\\CurrentControlSet'])
            compareView(reads.registry, { node, key, view, at }, tree);
      }
    });
  });

  test('every value says which event wrote it', () => {
    const key = 'SOFTWARE\\Contoso\\App';
    atEvery((nodes, at) => {
      for (const [node, { writers }] of nodes) {
        const found = reads.registry.viewAt(node, { key, view: '64-bit', depth: 1, at });
        const names = [...(found?.key.values ?? [])].map(({ name }) => name);
        expect(names.map((name) => found?.writtenAt(key, name)?.position)).toEqual(
          names.map((name) => writers.get(placeOf(key, name))?.position),
        );
      }
    });
  });

  test('every version of a value is in its history', () => {
    const naive = new NaiveHistory();
    for (const recorded of log) naive.take(recorded);
    for (const name of NODES) {
      const { items } = reads.valueHistory({ node: idOf(name), key: '' }, { limit: 10_000 });
      const versions = items.filter(({ change }) => change === 'set');
      const places = versions.map(({ key, name: spelled, value, since, until }) => ({
        node: idOf(name),
        place: placeOf(key, spelled ?? ''),
        value,
        since: Number(since),
        until: until === undefined ? undefined : Number(until),
      }));
      const wanted = naive.versions.filter(({ node }) => node === idOf(name));
      expect(places.toSorted(bySince)).toEqual(wanted.toSorted(bySince));
    }
  });

  test('what was lost is what the definitions say, at every position', () => {
    const naive = new NaiveLedger();
    for (const recorded of log) {
      naive.take(recorded);
      const told = naive.rows.filter(({ isDeliberate }) => !isDeliberate);
      const filter = { to: recorded.position };
      if (told.length > 0 || reads.lostWrites.total(filter).rows > 0) {
        const { items } = reads.lostWrites.page(filter, 10_000, undefined);
        expect(items.map(plainRow).toSorted(byText)).toEqual(told.toSorted(byText));
      }
    }
  });

  test('every capture has the content whose hash it names', () => {
    const clusterState = new ClusterState();
    for (const recorded of log) {
      const domainEvent = toDomainEvent('test', recorded);
      if (domainEvent !== undefined) clusterState.apply(domainEvent);
      if (recorded.event.type !== 'RegistryCheckpointCaptured') continue;
      const data = recorded.event.data as {
        checkpoint: string;
        number: number;
        hash: string;
      };
      const resource = clusterState.resource(domainEvent?.id as ResourceId) as OpenResource;
      const checkpoint = resource.checkpoints.get(data.checkpoint as never);
      const content = reads.contents.of(data, checkpoint?.effectiveKey ?? '', reads.position);
      expect(hashKey(content)).toBe(data.hash);
      const found = reads.captures.get(data.checkpoint, data.number, recorded.position);
      expect(found).toEqual(recorded);
      const before = toPosition(recorded.position - 1n);
      expect(reads.captures.get(data.checkpoint, data.number, before)).toBeUndefined();
    }
  });

  test('every aggregate is as it was at every position', () => {
    const now = new ClusterState();
    for (const recorded of log) {
      const domainEvent = toDomainEvent('test', recorded);
      if (domainEvent === undefined) continue;
      now.apply(domainEvent);
      const then = reads.stateAt(recorded.position);
      expect(reads.directoryAt(recorded.position)).toEqual(now.cluster);
      expect(viewOf(then, domainEvent)).toEqual(viewOf(now, domainEvent));
    }
  });

  test('registries and captures are as they were at every position', () => {
    const [now, isSampled] = [new ClusterState(), sample()];
    for (const recorded of log) {
      const domainEvent = toDomainEvent('test', recorded);
      if (domainEvent !== undefined) now.apply(domainEvent);
      // An event of a group, or of a resource without a checkpoint, changes neither.
      const isTold = domainEvent?.kind === 'node' || recorded.event.type.includes('Checkpoint');
      if (!isSampled() && !isTold) continue;
      const then = reads.stateAt(recorded.position);
      const refs = checkpointsOf(now);
      expect(refs.map((ref) => copyOf(then, ref))).toEqual(refs.map((ref) => copyOf(now, ref)));
    }
  });

  test('an instant stands for the events up to the last one recorded by then', () => {
    for (const { recordedAt } of log) {
      const last = log.findLast((other) => other.recordedAt <= recordedAt);
      expect(reads.resolve(recordedAt)).toBe(last?.position ?? 0n);
    }
    expect(reads.resolve(new Date(-1))).toBe(0n);
  });

  test('the list of events is the log, whatever is asked of it', () => {
    const [app, checkpoint] = [idOf('resource app'), log.find(isAdded)?.event.data];
    const id = (checkpoint as { checkpoint: string }).checkpoint;
    const filters = [
      [{}, () => true],
      [{ type: 'RegistryChanged' }, ({ event }: Recorded) => event.type === 'RegistryChanged'],
      [{ resource: app }, (recorded: Recorded) => mentions(recorded, app)],
      [{ node: idOf('b') }, (recorded: Recorded) => mentions(recorded, idOf('b'))],
      [{ checkpoint: id }, (recorded: Recorded) => mentions(recorded, id)],
      [{ rule: 'R1' }, ({ metadata }: Recorded) => metadata.rule === 'R1'],
      ...KEYS.map(
        (key) => [{ key }, (recorded: Recorded) => touchesKey(log, recorded, key)] as const,
      ),
      [
        { key: KEYS[2], node: idOf('b'), type: 'RegistryChanged' },
        (recorded: Recorded) =>
          touchesKey(log, recorded, KEYS[2]) &&
          mentions(recorded, idOf('b')) &&
          recorded.event.type === 'RegistryChanged',
      ],
      [{ from: log[100]?.position, to: log[200]?.position }, between(log[100], log[200])],
    ] as const;
    for (const [filter, isWanted] of filters)
      for (const order of ['oldest', 'newest'] as const) {
        const wanted = log.filter(isWanted);
        if (order === 'newest') wanted.reverse();
        expect(wanted.length).toBeGreaterThan(0);
        expect(pages(reads, filter as never, order)).toEqual(wanted);
      }
  });
});

const pages = (
  reads: ReadModels,
  filter: Parameters<ReadModels['events']['list']>[0],
  order: 'oldest' | 'newest',
): readonly Recorded[] => {
  const found: Recorded[] = [];
  for (;;) {
    const cursor = found.at(-1)?.position;
    const page = { limit: 37, order, ...(cursor !== undefined && { cursor }) };
    const more = reads.events.list(filter, page);
    found.push(...more);
    if (more.length < page.limit) return found;
  }
};

const text = (item: object): string => JSON.stringify(Object.values(item));
const bySince = (a: object, b: object): number => (text(a) < text(b) ? -1 : 1);
