import { ClusterState, toDomainEvent } from '#domain';
import { differences, findKey } from '#registry';

import { inFolder } from '../folder.js';
import { CLUSTER, idFor, nodeAt } from '../names.js';
import { pastWith, SIZES, type Past } from '../past.js';
import { seeded } from '../seeded.js';
import { compare, seconds, type Result, type Rounds } from '../rounds.js';

/** The number of questions of a kind in a round, unless `--requests` says another. */
const QUESTIONS = 100;
const PAGE = 100;
/** The number of keys among which the generator spreads the values. */
const KEYS = SIZES.values / 10;

/** Asks one question about a past at random. */
type Question = (past: Past, random: () => number) => void;

const valueAt = (random: () => number): Readonly<{ key: string; name: string }> => {
  const index = Math.floor(random() * SIZES.values);
  return { key: `SOFTWARE\\Bench\\Key ${index % KEYS}`, name: `Value ${index}` };
};
/** The key of all values of a node. */
const ALL = 'SOFTWARE\\Bench';

const nodeIdAt = (random: () => number): string => nodeAt(Math.floor(random() * SIZES.nodes));
const momentAt = ({ events }: Past, random: () => number): number =>
  Math.floor(events * (0.2 + 0.8 * random()));

/** The differences of all values of a node between two moments, so many events apart. */
const diffOver =
  (apart: number): Question =>
  (past, random) => {
    const asked = { node: nodeIdAt(random), key: ALL };
    const to = momentAt(past, random);
    const from = Math.max(1, to - apart);
    const { trees } = past.reads;
    const later = { tree: trees.at(asked, to, undefined), at: to };
    const earlier = trees.at(asked, from, later);
    const pair = { from: findKey(earlier, asked.key), to: findKey(later.tree, asked.key) };
    differences({ ...pair, key: asked.key }, PAGE);
  };

const blame: Question = (past, random) => {
  const place = { node: nodeIdAt(random), ...valueAt(random) };
  past.reads.provenance.blame.chainOf(place, momentAt(past, random));
};

const valueHistory: Question = (past, random) => {
  const { key } = valueAt(random);
  past.reads.valueHistory({ node: nodeIdAt(random), key }, { limit: PAGE });
};

const ledger: Question = (past, random) => {
  past.reads.lostWrites.page({ node: nodeIdAt(random) }, PAGE, undefined);
  past.reads.lostWrites.total({ node: nodeIdAt(random) });
};

const places: Question = (past, random) => {
  const value = valueAt(random);
  const at = momentAt(past, random);
  for (let node = 0; node < SIZES.nodes; node += 1)
    past.reads.provenance.holders.onNode({ node: nodeAt(node), ...value }, at);
  const to = past.reads.position;
  for (let copy = 0; copy < SIZES.resources; copy += 1)
    past.reads.provenance.holders.inCapture(
      { checkpoint: idFor(`checkpoint ${copy}`), number: 1 },
      value,
      to,
    );
};

/** A timeline of the nodes in 1,000 buckets over a share of the history. */
const timelineOf =
  (share: number): Question =>
  ({ reads }, random) => {
    const head = Number(reads.position);
    const low = Math.floor(head * (1 - share) * random());
    const edges = Array.from({ length: BUCKETS + 1 }, (_, index) =>
      Math.floor(low + (head * share * index) / BUCKETS),
    );
    const lanes = Array.from({ length: SIZES.nodes }, (_, index) => nodeAt(index));
    reads.timeline.lanes({ edges, lanes, tracks: ['state', 'operation'] });
  };

const BUCKETS = 1000;
/** A timeline is read so many times in a round. */
const TIMELINES = 10;

/** A number that some edit may have written. */
const search: Question = ({ reads }, random) => {
  const number = String(Math.floor(random() * NUMBERS));
  const asked = { folded: number, number, from: 0, to: Number(reads.position) };
  reads.search.page({ ...asked, isMasked: () => false }, PAGE, undefined);
};

/** The generator writes numbers below this one. */
const NUMBERS = 1e6;

const KINDS: Readonly<Record<string, Question>> = {
  'diff of two moments of a node, 1,000 events apart': diffOver(1000),
  'diff of two moments of a node, 10,000 events apart': diffOver(10_000),
  blame,
  'value history': valueHistory,
  ledger,
  places,
  search,
};

/** Seconds of one question. */
const ask = async (past: Past, question: Question, times: number): Promise<number> => {
  const random = seeded(11);
  const took = await seconds(() => {
    for (let count = 0; count < times; count += 1) question(past, random);
  });
  return took / times;
};

const timelines = (rounds: Rounds, large: Past): Promise<Result> =>
  compare(
    rounds,
    {
      first: ['s of all history', () => ask(large, timelineOf(1), TIMELINES)],
      second: ['s of 1 % of it', () => ask(large, timelineOf(0.01), TIMELINES)],
    },
    {
      bench: 'questions',
      measure: `timeline of ${large.events} events in ${BUCKETS} buckets : of 1 % of them`,
      aim: { most: 3 },
    },
  );

/** Seconds of a fold of the whole log, which any naive answer begins with. */
const fold = ({ store }: Past): Promise<number> =>
  seconds(async () => {
    const clusterState = new ClusterState();
    for await (const recorded of store.readLog()) {
      const domainEvent = toDomainEvent(CLUSTER, recorded);
      if (domainEvent !== undefined) clusterState.apply(domainEvent);
    }
  });

const resultsOf = async (
  [kind, question]: readonly [string, Question],
  rounds: Rounds,
  { large, little }: Readonly<{ large: Past; little: Past }>,
): Promise<readonly Result[]> => {
  const times = rounds.sizes['requests'] ?? QUESTIONS;
  return [
    await compare(
      { ...rounds, rounds: Math.min(3, rounds.rounds) },
      {
        first: ['naive fold s', () => fold(large)],
        second: ['question s', () => ask(large, question, times)],
      },
      {
        bench: 'questions',
        measure: `naive fold of ${large.events} events : ${kind}`,
        aim: { least: 1000 },
      },
    ),
    await compare(
      rounds,
      {
        first: [`s at ${large.events}`, () => ask(large, question, times)],
        second: [`s at ${little.events}`, () => ask(little, question, times)],
      },
      {
        bench: 'questions',
        measure: `${kind}, ${large.events} events : ${little.events}`,
        aim: { most: 4 },
      },
    ),
  ];
};

export const questionsBench = (rounds: Rounds): Promise<readonly Result[]> =>
  inFolder(async (folder) => {
    const events = rounds.sizes['events'] ?? 1_000_000;
    const large = await pastWith(folder, events);
    const little = await pastWith(folder, Math.ceil(events / 50));
    const results: Result[] = [];
    for (const kind of Object.entries(KINDS))
      results.push(...(await resultsOf(kind, rounds, { large, little })));
    results.push(await timelines(rounds, large));
    await large.close();
    await little.close();
    return results;
  });
