import { beforeAll, describe, expect, test } from '@jest/globals';

import { ClusterError } from '#clusapi';
import { type NodeId, type ResourceId } from '#domain';
import { InMemoryEventStore, StoreUnavailable, type EventStore, type Recorded } from '#event-store';
import { PROCESSES_ACTOR, type CommandEnvelope } from '#processes';
import { hashKey } from '#registry';
import {
  A,
  APP,
  B,
  causationFaults,
  DB,
  FaultyStore,
  FreezingStore,
  GROUP,
  operationAt,
  RecordingStore,
  SCENARIO,
  SimulatedCluster,
  type Write,
} from '#testing/processes';

/** Continues the scenario from the state of the log. */
const play = async (store: EventStore): Promise<void> => {
  const cluster = new SimulatedCluster(store);
  await playOn(cluster);
  expect(cluster.defects).toEqual([]);
  await cluster.stop();
};

const playOn = async (cluster: SimulatedCluster, isOver = () => false): Promise<void> => {
  await cluster.start();
  const done = await requested(cluster);
  for (const [step, request] of SCENARIO.entries()) {
    if (isOver()) return;
    const operation = operationAt(step);
    if (step > done) await insist(() => ask(cluster, request(cluster, operation), operation));
    await cluster.pass(1000);
  }
};

/**
 * Makes a request. A repeated request seals its key anew; here sealing is a request of its own, and
 * its key is kept as if a process had written it.
 */
const ask = (
  cluster: SimulatedCluster,
  envelope: CommandEnvelope,
  operation: string,
): Promise<void> =>
  cluster.run(envelope, operation, envelope.kind === 'key' ? PROCESSES_ACTOR : 'test');

/** The number of the last request with an event in the log. Erased keys leave no event. */
const requested = async (cluster: SimulatedCluster): Promise<number> => {
  const operations = new Set((await cluster.log()).map(({ metadata }) => metadata.operation));
  return SCENARIO.findLastIndex((_, step) => operations.has(operationAt(step)));
};

/** A client that repeats its request while the store can't take it. */
const insist = async (work: () => Promise<void>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    await work();
  }
};

/** Each stream's events without times, ids and positions; `recovered` counts as `changed`. */
const eventsByStream = async (
  store: EventStore,
): Promise<Readonly<Record<string, readonly string[]>>> => {
  const streams: Record<string, string[]> = {};
  for await (const { stream, event } of store.readLog())
    (streams[stream] ??= []).push(`${event.type} ${plain(event)}`);
  return streams;
};

/** The events whose causation depends on the fault, and not on the log alone. */
const wrongCauses = async (store: EventStore): Promise<readonly string[]> => {
  const log: Recorded[] = [];
  for await (const recorded of store.readLog()) log.push(recorded);
  return causationFaults(log);
};

const plain = ({ data }: Recorded['event']): string =>
  JSON.stringify(data, (key, value: unknown) =>
    key === 'operation' || key === 'at' || key === 'nodeRevision' ? undefined : value,
  ).replaceAll('"recovered"', '"changed"');

const clusterStateOf = async (store: EventStore): Promise<unknown> => {
  const cluster = new SimulatedCluster(store);
  await cluster.fold.start();
  const { clusterState } = cluster;
  const node = (id: NodeId): unknown => {
    const state = clusterState.node(id);
    return state.status === 'present' && [state.state, hashKey(state.registry)];
  };
  const resource = (id: ResourceId): unknown => {
    const state = clusterState.resource(id);
    return (
      state.status === 'open' && [state.state, state.persistentState, clusterState.onlineAt(id)]
    );
  };
  const group = clusterState.group(GROUP);
  const owner = group.status === 'open' && [group.owner, group.operation];
  await cluster.fold.stop();
  return { nodes: [node(A), node(B)], resources: [resource(APP), resource(DB)], owner };
};

type Undisturbed = Readonly<{
  writes: readonly Write[];
  events: Awaited<ReturnType<typeof eventsByStream>>;
  end: unknown;
}>;

const undisturbed = async (): Promise<Undisturbed> => {
  const store = new RecordingStore(newStore());
  await play(store);
  const [events, end] = [await eventsByStream(store), await clusterStateOf(store)];
  return { writes: store.writes, events, end };
};

const newStore = (): EventStore => new InMemoryEventStore(() => new Date(0));

/** Two processes carry out the scenario on one log at once. */
const playTwice = async (store: EventStore): Promise<void> => {
  const [one, other] = [new SimulatedCluster(store), new SimulatedCluster(store, 'other ')];
  await other.start();
  await one.start();
  for (const [step, request] of SCENARIO.entries()) {
    const operation = operationAt(step);
    await ask(one, request(one, operation), operation);
    await settled(one, other);
    await Promise.all([one.pass(1000), other.pass(1000)]);
    await settled(one, other);
  }
  expect([...one.defects, ...other.defects]).toEqual([]);
  await Promise.all([one.stop(), other.stop()]);
};

/** Resolves when neither process writes any more, and both have folded the whole log. */
const settled = async (...clusters: readonly SimulatedCluster[]): Promise<void> => {
  for (let before; ;) {
    const head = await clusters[0]?.store.head();
    if (head !== undefined && head === before) return;
    before = head;
    for (const { fold, runner } of clusters) {
      if (head !== undefined) await fold.reached(head);
      await runner.idle();
    }
  }
};

/**
 * One process freezes at one of its own steps; another process does the rest; then the first
 * resumes.
 */
const playFrozen = async (store: EventStore, nth: number): Promise<boolean> => {
  const freezing = new FreezingStore(store, nth);
  const one = new SimulatedCluster(freezing);
  let isOver = false;
  const playing = playOn(one, () => isOver).catch((error: unknown) => {
    if (!(error instanceof ClusterError)) throw error;
  });
  const isFrozen = await Promise.race([
    freezing.frozen.then(() => true),
    playing.then(() => false),
  ]);
  if (!isFrozen) return false;
  const other = new SimulatedCluster(store, 'other ');
  await playOn(other);
  const before = await store.head();
  isOver = true;
  freezing.thaw();
  await playing;
  await settled(one, other);
  expect([nth, await store.head()]).toEqual([nth, before]);
  expect([...one.defects, ...other.defects]).toEqual([]);
  await Promise.all([one.stop(), other.stop()]);
  return true;
};

/** Every eighth append has the fault, so that the process gets over each before the next. */
const APART = 8;
const firsts = Array.from({ length: APART }, (_, index) => index + 1);

describe('a scenario of lifecycle', () => {
  let whole: Undisturbed;
  beforeAll(async () => {
    whole = await undisturbed();
    expect(whole.writes.length).toBeGreaterThan(80);
  });

  const expectWhole = async (store: EventStore, where: number): Promise<void> => {
    expect([where, await clusterStateOf(store)]).toEqual([where, whole.end]);
    expect([where, await eventsByStream(store)]).toEqual([where, whole.events]);
  };

  test('is not disturbed by a process that freezes and resumes after the end', async () => {
    for (let nth = 1; ; nth += 1) {
      const store = newStore();
      if (!(await playFrozen(store, nth))) {
        expect(nth).toBeGreaterThan(80);
        return;
      }
      await expectWhole(store, nth);
    }
  });

  test('does no step twice with two processes at once', async () => {
    const store = newStore();
    await playTwice(store);
    await expectWhole(store, 0);
    expect(await wrongCauses(store)).toEqual([]);
  });

  test.each(['fails', 'hangs'] as const)('ends the same if any append %s', async (fault) => {
    for (const first of firsts) {
      const store = newStore();
      const faulty = new FaultyStore(store, (nth) => nth % APART === first % APART, fault);
      await play(faulty);
      expect(faulty.count).toBeGreaterThan(80);
      await expectWhole(store, first);
    }
  });

  test('ends the same if the power fails after any write', async () => {
    for (const length of whole.writes.keys()) {
      const store = newStore();
      for (const write of whole.writes.slice(0, length)) await write(store);
      await play(store);
      await expectWhole(store, length);
      expect([length, await wrongCauses(store)]).toEqual([length, []]);
    }
  });
});
