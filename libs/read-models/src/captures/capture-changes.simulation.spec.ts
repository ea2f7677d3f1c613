import { expect, test } from '@jest/globals';

import { type Position, type Recorded } from '#event-store';
import { differences } from '#registry';
import { randomHistory } from '#testing/processes';

import { dataOf } from '../../testing/naive-events.js';
import { type CaptureRef } from '../provenance/blame.js';
import { ReadModels } from '../read-models.js';

/** `TIDEMARK_SEED=1000 npm test -- capture-changes` looks elsewhere. */
const SEED = Number(process.env['TIDEMARK_SEED'] ?? 9);

/** The number of values that a capture changed, after a comparison with both contents. */
const compare = (reads: ReadModels, capture: CaptureRef, key: string, to: Position): number => {
  const { checkpoint, number } = capture;
  const contentOf = (one: number): ReturnType<typeof reads.contents.of> =>
    reads.contents.of({ checkpoint, number: one }, key, to);
  const pair = { from: contentOf(number - 1), to: contentOf(number), key };
  const wanted = differences(pair, Infinity);
  const found = reads.provenance.changes.of(capture, key, { to, most: Infinity });
  const items = found?.items ?? [];
  expect(found?.summary).toEqual(wanted.summary);
  expect(items.map(({ name, change }) => [name, change])).toEqual(
    wanted.items.map(({ name, change }) => [name, change]),
  );
  const values = items.filter(({ name }) => name !== null);
  expect(values.every(({ written }) => written !== undefined)).toBe(true);
  return values.length;
};

test('a capture lists what its content has otherwise than the content before', async () => {
  const cluster = await randomHistory(SEED, 260);
  const reads = await ReadModels.open({ file: ':memory:', log: cluster.store, cluster: 'test' });
  await reads.start(await cluster.store.head());
  const log = await cluster.log();
  const of = (type: string): readonly Recorded[] => log.filter(({ event }) => event.type === type);
  const keys = new Map(
    of('RegistryCheckpointAdded')
      .map(dataOf)
      .map(({ checkpoint, effectiveKey = '' }) => [checkpoint, effectiveKey]),
  );
  const changes = of('RegistryCheckpointCaptured').flatMap((recorded) => {
    const { checkpoint = '', number = 0 } = dataOf(recorded);
    const key = keys.get(checkpoint) ?? '';
    return number < 2 ? [] : [compare(reads, { checkpoint, number }, key, recorded.position)];
  });
  expect(changes.length).toBeGreaterThan(10);
  expect(changes.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(10);
  await reads.close();
  await cluster.stop();
});
