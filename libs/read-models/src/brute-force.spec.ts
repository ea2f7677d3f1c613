import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { toDomainEvent, ClusterState, type OpenResource, type ResourceId } from '#domain';
import { toPosition, type Recorded } from '#event-store';
import { applyChanges, emptyTree, hashKey, splitKey, viewKey, type ViewKey } from '#registry';
import { idOf, KEYS, randomHistory, type SimulatedCluster } from '#testing/processes';
import { contentOf, contentOfModel, findInModel } from '#testing/registry';

import { NaiveHistory, placeOf } from '../testing/naive.js';
import { NaiveLedger } from '../testing/naive-ledger.js';
import { byText, plainRow } from '../testing/plain-row.js';
import { between, isAdded, mentions, touchesKey } from '../testing/wanted.js';
import { checkpointsOf, copyOf, viewOf } from '../testing/now-and-then.js';
import { ReadModels } from './read-models.js';

const NODES = ['a', 'b'] as const;
const VIEWS = ['64-bit', '32-bit'] as const;

describe.each([1, 2])('the read models against a naive fold, history %i', (seed) => {
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

  /** Compares the read models with the naive history after every event. */
  const atEvery = (compare: (naive: NaiveHistory, position: number) => void): void => {
    const naive = new NaiveHistory();
    for (const recorded of log) {
      naive.take(recorded);
      compare(naive, Number(recorded.position));
    }
  };

  test('no event is parked, and the read models have the whole log', () => {
    expect(log.length).toBeGreaterThan(400);
    expect(reads.parked.list()).toEqual([]);
    expect(reads.position).toBe(log.at(-1)?.position);
  });

  test("every key of every node's registry is right at every position", () => {
    atEvery((naive, at) => {
      for (const name of NODES)
        for (const key of ['', ...KEYS]) {
          const model = naive.nodes.get(idOf(name))?.model;
          const wanted = model && findInModel(model, key);
          const found = reads.registry.keyAt(idOf(name), key, at);
          if (model !== undefined)
            expect(found && contentOf(found)).toEqual(wanted && contentOfModel(wanted));
        }
    });
  });

  test('every view is right', () => {
    atEvery((naive, at) => {
      for (const [node, { model }] of naive.nodes) {
        const tree = applyChanges(emptyTree, changesOf(model));
        for (const view of VIEWS)
          for (const key of ['SOFTWARE', 'SOFTWARE\\Contoso\\App', 'SYSTEM\\CurrentControlSet']) {
            const found = reads.registry.viewAt(node, { key, view, depth: 'all', at });
            expect(shown(found?.key)).toEqual(shown(viewKey(tree, key, view)));
            const walked = reads.registry.walkAt(node, { key, view, at });
            expect(shown(walked?.key)).toEqual(shown(found?.key));
          }
      }
    });
  });

  test('every value has the event that wrote it', () => {
    const key = 'SOFTWARE\\Contoso\\App';
    atEvery((naive, at) => {
      for (const [node, { writers }] of naive.nodes) {
        const found = reads.registry.viewAt(node, { key, view: '64-bit', depth: 1, at });
        for (const { name } of found?.key.values ?? [])
          expect(found?.writtenAt(key, name)).toBe(writers.get(placeOf(key, name))?.position);
      }
    });
  });

  test('every version of a value is in its history', () => {
    const naive = new NaiveHistory();
    for (const recorded of log) naive.take(recorded);
    for (const name of NODES) {
      const { items } = reads.valueHistory({ node: idOf(name), key: '' }, { limit: 10_000 });
      const places = items.map(({ key, name: value, since }) => ({
        node: idOf(name),
        place: placeOf(key, value),
        since: Number(since),
      }));
      const wanted = naive.versions.filter(({ node }) => node === idOf(name));
      expect(places.toSorted(bySince)).toEqual(wanted.toSorted(bySince));
    }
  });

  test('the lost writes follow the definitions, at every position', () => {
    const naive = new NaiveLedger();
    for (const recorded of log) {
      naive.take(recorded);
      const listed = naive.rows.filter(({ isDeliberate }) => !isDeliberate);
      const filter = { to: recorded.position };
      if (listed.length > 0 || reads.lostWrites.total(filter).rows > 0) {
        const { items } = reads.lostWrites.page(filter, 10_000, undefined);
        expect(items.map(plainRow).toSorted(byText)).toEqual(listed.toSorted(byText));
      }
    }
  });

  test('every capture has the content of its hash', () => {
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
      const content = reads.captureContent(data, checkpoint?.effectiveKey ?? '');
      expect(hashKey(content)).toBe(data.hash);
      const found = reads.captures.get(data.checkpoint, data.number, recorded.position);
      expect(found).toEqual(recorded);
      const before = toPosition(recorded.position - 1n);
      expect(reads.captures.get(data.checkpoint, data.number, before)).toBeUndefined();
    }
  });

  test('every aggregate is right at every position', () => {
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

  test('registries and captures are right at every position', () => {
    const now = new ClusterState();
    for (const recorded of log) {
      const domainEvent = toDomainEvent('test', recorded);
      if (domainEvent !== undefined) now.apply(domainEvent);
      const then = reads.stateAt(recorded.position);
      for (const ref of checkpointsOf(now)) expect(copyOf(then, ref)).toEqual(copyOf(now, ref));
    }
  });

  test('an instant stands for the events up to the last one recorded by then', () => {
    for (const { recordedAt } of log) {
      const last = log.findLast((other) => other.recordedAt <= recordedAt);
      expect(reads.resolve(recordedAt)).toBe(last?.position ?? 0n);
    }
    expect(reads.resolve(new Date(-1))).toBe(0n);
  });

  test('the list of events equals the log, with any filter', () => {
    const [app, checkpoint] = [idOf('resource app'), log.find(isAdded)?.event.data];
    const id = (checkpoint as { checkpoint: string }).checkpoint;
    const filters = [
      [{}, () => true],
      [{ type: 'RegistryChanged' }, ({ event }: Recorded) => event.type === 'RegistryChanged'],
      [{ resource: app }, (recorded: Recorded) => mentions(recorded, app)],
      [{ node: idOf('b') }, (recorded: Recorded) => mentions(recorded, idOf('b'))],
      [{ checkpoint: id }, (recorded: Recorded) => mentions(recorded, id)],
      [{ rule: 'R1' }, ({ metadata }: Recorded) => metadata.rule === 'R1'],
      [{ key: KEYS[2] }, (recorded: Recorded) => touchesKey(log, recorded, KEYS[2])],
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

type Shown = { name: string; values: unknown[]; keys: Shown[] } | undefined;

const shown = (key: ViewKey | undefined): Shown =>
  key && {
    name: key.name,
    values: [...key.values],
    keys: [...key.keys()].map((child) => shown(child)).filter((child) => child !== undefined),
  };

type Model = NonNullable<ReturnType<NaiveHistory['nodes']['get']>>['model'];

const changesOf = (model: Model, path = ''): Parameters<typeof applyChanges>[1] => [
  ...(path === '' ? [] : [{ op: 'create-key' as const, key: path }]),
  ...[...model.values.values()].map(({ name, value }) => ({
    op: 'set' as const,
    key: path,
    name,
    value,
  })),
  ...[...model.keys.values()].flatMap((child) =>
    changesOf(child, [...splitKey(path), child.name].join('\\')),
  ),
];

const text = (item: object): string => JSON.stringify(Object.values(item));
const bySince = (a: object, b: object): number => (text(a) < text(b) ? -1 : 1);
