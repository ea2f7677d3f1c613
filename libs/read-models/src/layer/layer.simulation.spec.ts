import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { ClusterState, PastState } from '#domain';
import { toPosition, type Position, type Recorded } from '#event-store';
import { apply, idOf, randomHistory, type SimulatedCluster } from '#testing/processes';

import { answers } from '../../testing/answers.js';
import { buildReads, readsBeside } from '../comparison/built-reads.js';
import { type ReadModels } from '../read-models.js';
import { LayerDatabase } from './layer-database.js';
import { layeredReads } from './layered-reads.js';
import { SecuredThen } from './secured-then.js';

describe.each([21, 22, 23])('a layer over a file, history %i', (seed) => {
  let cluster: SimulatedCluster;
  let log: readonly Recorded[];
  let folder: string;
  let whole: unknown;
  const head = (): Position => log.at(-1)?.position ?? toPosition(0n);

  const build = async (upTo: Position): Promise<string> => {
    const file = join(folder, `${upTo}.db`);
    const place = { file, log: cluster.store, id: null, cluster: 'test', upTo };
    await buildReads({ ...place, advanced: () => undefined });
    return file;
  };

  beforeAll(async () => {
    cluster = await randomHistory(seed, 60);
    log = await cluster.log();
    folder = await mkdtemp(join(tmpdir(), 'tidemark-layer-'));
    const reads = readsBeside(await build(head()), { cluster: 'test' });
    whole = all(reads);
    await reads.close();
  });

  afterAll(async () => {
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** The numbers of places, and the order of places within an event, have no meaning. */
  const all = (reads: ReadModels): unknown => {
    const { values, ...others } = answers(reads) as { values: readonly Versions[] };
    return [others, values.map(withoutNumbers), registriesOf(reads)];
  };

  const registriesOf = (reads: ReadModels): unknown => [
    ['a', 'b'].map((node) => reads.registry.treeAt(idOf(node), '', Number(reads.position))),
  ];

  /** The answers of a layer that has taken the events after a position. */
  const layered = async (file: string, at?: Position): Promise<unknown> => {
    const base = readsBeside(file, { cluster: 'test' });
    const db = new LayerDatabase(file, at === undefined ? undefined : Number(at));
    const begun = db.begunAt;
    const options = { file: ':memory:', cluster: 'test', log: cluster.store, keepEvery: Infinity };
    const seed = { at: begun, state: (): PastState => PastState.forkOf(stateAt(begun)) };
    const securedThen = at === undefined ? undefined : new SecuredThen(db, Number(at));
    const reads = layeredReads(db, { ...options, file: ':memory:', seed, securedThen }, base);
    await reads.reached(head());
    const found = all(reads);
    await reads.close();
    await base.close();
    return found;
  };

  const stateAt = (at: Position): ClusterState =>
    apply(
      new ClusterState(),
      log.filter(({ position }) => position <= at),
    );

  const cuts = (): readonly Position[] =>
    [0.1, 0.35, 0.6, 0.85].map((part) => log[Math.floor(part * log.length)]?.position ?? head());

  test('answers as a file with all events', async () => {
    for (const cut of cuts()) expect(await layered(await build(cut))).toEqual(whole);
  });

  test('at an earlier moment shows nothing that came later', async () => {
    const file = await build(head());
    for (const cut of cuts()) expect(await layered(file, cut)).toEqual(whole);
  });
});

type Versions = readonly Readonly<{ place: number; since: bigint; key: string; name: unknown }>[];

const withoutNumbers = (versions: Versions): readonly string[] =>
  versions
    .map((version) =>
      JSON.stringify({ ...version, place: undefined }, (_, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      ),
    )
    .toSorted();
