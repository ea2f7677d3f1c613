import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { toPosition, type Position } from '#event-store';
import { stormyHistory, type SimulatedCluster } from '#testing/processes';

import { type LogSource } from '../../projection/projecting.js';
import { ReadModels } from '../../read-models.js';

const ALL = 10_000;

describe('the ledger does not depend on the batches of the log', () => {
  let cluster: SimulatedCluster;
  let folder: string;
  let whole: unknown;

  beforeAll(async () => {
    cluster = await stormyHistory(2, 300);
    folder = await mkdtemp(join(tmpdir(), 'tidemark-ledger-'));
    const { reads } = await opened('whole.db');
    whole = answers(reads);
    await reads.close();
  });

  afterAll(async () => {
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const head = async (): Promise<Position> => (await cluster.store.head()) ?? toPosition(0n);

  const opened = async (
    name: string,
    { log = cluster.store, to }: { log?: LogSource; to?: Position } = {},
  ): Promise<{ reads: ReadModels; reports: string[] }> => {
    const reports: string[] = [];
    const onLost = (rule: string): void => {
      reports.push(rule);
    };
    const file = name === ':memory:' ? name : join(folder, name);
    const reads = await ReadModels.open({ file, log, cluster: 'test', onLost, keepEvery: 100 });
    await reads.start(to ?? (await cluster.store.head()));
    return { reads, reports };
  };

  test('has enough rows for the comparison', () => {
    expect((whole as { rows: unknown[] }).rows.length).toBeGreaterThan(20);
  });

  test('one event after the other', async () => {
    const { reads } = await opened(':memory:', { log: upTo(cluster.store, Infinity) });
    expect(answers(reads)).toEqual(whole);
    await reads.close();
  });

  test.each([1, 2, 3])('with a restart after %i quarters of it', async (quarters) => {
    const name = `restart ${quarters}.db`;
    const part = Math.floor((Number(await head()) * quarters) / 4);
    const half = upTo(cluster.store, part);
    const first = await opened(name, { log: half, to: toPosition(BigInt(part)) });
    await first.reads.close();
    const again = await opened(name);
    expect(answers(again.reads)).toEqual(whole);
    await again.reads.close();
  });

  test('reports every lost write once, and none after a restart', async () => {
    const { reads, reports } = await opened('lost.db', { to: toPosition(1n) });
    await reads.reached(await head());
    const rows = reads.lostWrites.page({}, ALL, undefined).items;
    expect(reports.toSorted()).toEqual(rows.map(({ rule }) => String(rule)).toSorted());
    await reads.close();
    const again = await opened('lost.db');
    await again.reads.reached(await head());
    expect(again.reports).toEqual([]);
    await again.reads.rebuild();
    await again.reads.reached(await head());
    expect(again.reads.lostWrites.total({}).rows).toBe(rows.length);
    expect(again.reports).toEqual([]);
    await again.reads.close();
  });
});

const answers = (reads: ReadModels): unknown => {
  const rows = reads.lostWrites.page({}, ALL, undefined).items;
  return {
    rows,
    total: reads.lostWrites.total({}),
    actors: ['alice', 'bob', 'tidemark'].map((actor) => [
      reads.lostWrites.page({ actor }, ALL, undefined).items.map(({ id }) => id),
      reads.lostWrites.total({ actor }),
    ]),
    values: rows.map((row) => reads.ledger.values.page(row, ALL, undefined)),
  };
};

/** A log that ends at a position, and gives one event at a time. */
const upTo = (log: LogSource, last: number): LogSource => ({
  readLog: (range) => log.readLog(range),
  head: () => log.head(),
  async *subscribe(after, signal) {
    for await (const batch of log.subscribe(after, signal))
      for (const recorded of batch) if (recorded.position <= last) yield [recorded];
  },
});
