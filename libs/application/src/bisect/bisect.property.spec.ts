import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import {
  ClusterState,
  groupStateOf,
  toDomainEvent,
  type GroupId,
  type NodeId,
  type ResourceState,
} from '#domain';
import { type Position, type Recorded } from '#event-store';
import { ReadModels } from '#read-models';
import { findKey, foldName, hashKey, keyValues, sameValue, type RegistryValue } from '#registry';
import { stormyHistory, type SimulatedCluster } from '#testing/processes';

import { type RunningCluster } from '../running-cluster.js';
import { captureHashPredicate, nodeHashPredicate } from './hash-predicate.js';
import { type Predicate, type Span } from './predicate.js';
import { search } from './search.js';
import { ownerPredicate, statePredicate } from './state-predicate.js';
import { valuePlace, valuePredicate } from './value-predicate.js';

const STEPS = Number(process.env['BISECT_STEPS'] ?? 150);
const RUNS = Number(process.env['BISECT_RUNS'] ?? 150);

/** A question, and its answer by a state that was folded event by event. */
type Question = Readonly<{
  text: string;
  predicate: Predicate;
  holdsIn: (state: ClusterState) => boolean;
}>;

let simulated: SimulatedCluster;
let reads: ReadModels;
let log: readonly Recorded[];
/** The state after each event, and before the first. */
const states: ClusterState[] = [];
let questions: readonly Question[];

beforeAll(async () => {
  simulated = await stormyHistory(7, STEPS);
  log = await simulated.log();
  reads = await ReadModels.open({
    ...{ file: ':memory:', log: simulated.store, cluster: 'test', keepEvery: 40 },
  });
  await reads.start(await simulated.store.head());
  const state = new ClusterState();
  states.push(state.fork());
  for (const recorded of log) {
    const domainEvent = toDomainEvent('test', recorded);
    if (domainEvent !== undefined) state.apply(domainEvent);
    states.push(state.fork());
  }
  questions = [...all()];
}, 600_000);

afterAll(async () => {
  await reads.close();
  await simulated.stop();
});

const valueIn = (
  state: ClusterState,
  { node, key, name }: Readonly<{ node: NodeId; key: string; name: string }>,
): RegistryValue | undefined => {
  const registry = state.presentNode(node)?.registry;
  const found = registry && findKey(registry, key);
  return found && [...keyValues(found)].find((one) => foldName(one.name) === foldName(name))?.value;
};

function* all(): Iterable<Question> {
  const cluster = { reads, takeTurn: () => Promise.resolve() } as unknown as RunningCluster;
  const last = states.at(-1) ?? new ClusterState();
  for (const place of placesIn(last.nodeIds()).slice(0, 40)) yield* ofValue(cluster, place);
  for (const node of last.nodeIds()) yield* ofNode(cluster, node);
  for (const id of last.resourceIds())
    for (const is of ['Online', 'Offline', 'Failed', 'OnlinePending'])
      yield {
        text: `resource ${is}`,
        predicate: statePredicate(cluster, { of: 'resource', id, is }),
        holdsIn: (state) => state.openResource(id)?.state === is,
      };
  for (const id of last.groupIds()) yield* ofGroup(cluster, id, last.nodeIds());
  yield* ofCaptures(cluster, last);
}

type SetValue = Readonly<{ node: NodeId; key: string; name: string; value: RegistryValue }>;

/** Every value that was ever set by an edit. */
const placesIn = (nodes: readonly NodeId[]): readonly SetValue[] => {
  const places = new Map<string, SetValue>();
  for (const { event, stream } of log) {
    const node = nodes.find((id) => stream.endsWith(id));
    const { changes = [] } = event.data as { changes?: readonly (SetValue & { op: string })[] };
    for (const change of changes)
      if (change.op === 'set' && node !== undefined)
        places.set(`${node} ${change.key} ${change.name}`, { ...change, node });
  }
  return [...places.values()];
};

function* ofValue(cluster: RunningCluster, place: SetValue): Iterable<Question> {
  const { node, key, name, value } = place;
  const at = valuePlace(node, key, name);
  const isIt = (state: ClusterState): boolean => {
    const found = valueIn(state, place);
    return found !== undefined && sameValue(found, value);
  };
  const text = `${key} ${name}`;
  yield { text, predicate: valuePredicate(cluster, at, { is: value }), holdsIn: isIt };
  yield {
    ...{ text, predicate: valuePredicate(cluster, at, { isNot: value }) },
    holdsIn: (state) => !isIt(state),
  };
  for (const missing of [true, false])
    yield {
      ...{ text, predicate: valuePredicate(cluster, at, { missing }) },
      holdsIn: (state) => (valueIn(state, place) === undefined) === missing,
    };
}

function* ofNode(cluster: RunningCluster, node: NodeId): Iterable<Question> {
  for (const is of ['Up', 'Down', 'Paused'])
    yield {
      text: `node ${is}`,
      predicate: statePredicate(cluster, { of: 'node', id: node, is }),
      holdsIn: (state) => state.presentNode(node)?.state === is,
    };
  const hashes = states.map((state) => hashOf(state, node));
  for (const is of [hashes[20], hashes[90], hashes.at(-1)])
    if (is !== undefined)
      yield {
        text: `hash of ${node}`,
        predicate: nodeHashPredicate(cluster, { node, is }),
        holdsIn: (state) => hashOf(state, node) === is,
      };
}

function* ofGroup(
  cluster: RunningCluster,
  id: GroupId,
  nodes: readonly NodeId[],
): Iterable<Question> {
  for (const is of ['Online', 'Offline', 'Failed', 'PartialOnline', 'Pending'])
    yield {
      text: `group ${is}`,
      predicate: statePredicate(cluster, { of: 'group', id, is }),
      holdsIn: (state) => groupIn(state, id) === is,
    };
  for (const is of nodes)
    yield {
      text: `owner ${is}`,
      predicate: ownerPredicate(cluster, { group: id, is }),
      holdsIn: (state) => state.openGroup(id)?.owner === is,
    };
}

function* ofCaptures(cluster: RunningCluster, last: ClusterState): Iterable<Question> {
  for (const id of last.resourceIds())
    for (const { id: checkpoint, hash: is } of last.openResource(id)?.checkpoints.values() ?? [])
      yield {
        text: `capture ${is}`,
        predicate: captureHashPredicate(cluster, { resource: id, checkpoint, is }),
        holdsIn: (state) => {
          const found = state.openResource(id)?.checkpoints.get(checkpoint);
          return found !== undefined && found.captures > 0 && found.hash === is;
        },
      };
}

const hashOf = (state: ClusterState, node: NodeId): string | undefined => {
  const found = state.presentNode(node);
  return found && hashKey(found.registry);
};

const groupIn = (state: ClusterState, id: GroupId): string | undefined => {
  if (state.openGroup(id) === undefined) return undefined;
  const counts = new Map<ResourceState, number>();
  for (const member of state.membersOf(id)) {
    const is = state.openResource(member)?.state;
    if (is !== undefined) counts.set(is, (counts.get(is) ?? 0) + 1);
  }
  return groupStateOf(counts);
};

/** The answer of a scan over every event of the range. */
const scanned = (holdsIn: Question['holdsIn'], { from, to }: Span): unknown => {
  const at = (position: number): boolean => {
    const count = log.filter((recorded) => Number(recorded.position) <= position).length;
    return holdsIn(states[count] ?? new ClusterState());
  };
  const positions = log
    .map(({ position }) => Number(position))
    .filter((at) => at > from && at <= to);
  let [first, before]: [number | undefined, boolean] = [undefined, at(from)];
  for (const position of positions) {
    const holds = at(position);
    if (holds && !before) first = position;
    before = holds;
  }
  return first === undefined
    ? { first, before: at(from), after: at(to) }
    : { first, before: false, after: true };
};

const positionAt = (share: number): number =>
  Number(log[Math.floor(share * (log.length - 1))]?.position ?? (0n as Position));

describe('a search', () => {
  test('finds what a scan of every event finds, with predicates that flap', async () => {
    expect(questions.length).toBeGreaterThan(100);
    let found = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: questions.length - 1 }),
        fc.tuple(
          fc.double({ min: 0, max: 1, noNaN: true }),
          fc.double({ min: 0, max: 1, noNaN: true }),
        ),
        async (index, ends) => {
          const question = questions[index];
          if (question === undefined) throw new Error('there is no such question');
          const [from, to] = ends.map(positionAt).toSorted((a, b) => a - b) as [number, number];
          const span = { from: ends[0] < 0.3 ? 0 : from, to };
          const { first, before, after } = await search(question.predicate, span, () =>
            Promise.resolve(),
          );
          if (first !== undefined) found += 1;
          expect([question.text, span, { first, before, after }]).toEqual([
            question.text,
            span,
            scanned(question.holdsIn, span),
          ]);
        },
      ),
      { numRuns: RUNS, seed: 3 },
    );
    expect(found).toBeGreaterThan(RUNS / 10);
  });
});
