import { describe, expect, test } from '@jest/globals';

import { type Recorded } from '#event-store';
import { stormyHistory } from '#testing/processes';

import { NaiveLedger } from '../../testing/naive-ledger.js';
import { byText, plainRow } from '../../testing/plain-row.js';
import { ReadModels } from '../read-models.js';

const [FIRST, COUNT] = [
  Number(process.env['LEDGER_SEED'] ?? 1),
  Number(process.env['LEDGER_COUNT'] ?? 6),
];
const SEEDS = Array.from({ length: COUNT }, (_, index) => FIRST + index);

describe.each(SEEDS)('the ledger after storm %i', (seed) => {
  test('has the rows that the definitions say, at every position', async () => {
    const cluster = await stormyHistory(seed, Number(process.env['LEDGER_STEPS'] ?? 150));
    const log: readonly Recorded[] = await cluster.log();
    const reads = await ReadModels.open({ file: ':memory:', log: cluster.store, cluster: 'test' });
    await reads.start(await cluster.store.head());
    const naive = new NaiveLedger();
    let told = -1;
    for (const recorded of log) {
      naive.take(recorded);
      if (
        naive.rows.length === told &&
        reads.lostWrites.total({ to: recorded.position }).rows === 0
      )
        continue;
      told = naive.rows.length;
      const open = naive.rows.filter(({ isDeliberate }) => !isDeliberate);
      const { items } = reads.lostWrites.page({ to: recorded.position }, 10_000, undefined);
      expect(items.map(plainRow).toSorted(byText)).toEqual(open.toSorted(byText));
    }
    expect(cluster.defects).toEqual([]);
    expect(reads.parked.list()).toEqual([]);
    if (process.env['LEDGER_SHOW'] !== undefined) {
      const counts = Map.groupBy(
        naive.rows,
        (row) =>
          `${String(row.rule)} ${row.lostFrom} ${'fingerprint' in ((row.lost ?? row.kept) as object) ? 'container' : row.name === null ? 'key' : 'value'} ${row.isDeliberate ? 'd' : ''}`,
      );
      console.log(
        log.length,
        Object.fromEntries([...counts].map(([key, rows]) => [key, rows.length])),
      );
    }
    await reads.close();
    await cluster.stop();
  });
});
