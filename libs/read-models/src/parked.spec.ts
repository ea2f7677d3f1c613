import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { toPosition, type Recorded } from '#event-store';
import { idOf, randomHistory, type SimulatedCluster } from '#testing/processes';

import { answers, PAGE } from '../testing/answers.js';
import { AnswerParked } from './parked.js';
import { ReadModels, type OneThreadOptions } from './read-models.js';

const NODE_A = `test.node-${idOf('a')}`;

let cluster: SimulatedCluster;
let log: readonly Recorded[];
let folder: string;

beforeAll(async () => {
  cluster = await randomHistory(7, 60);
  log = await cluster.log();
});

afterAll(() => cluster.stop());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-parked-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (more: Partial<OneThreadOptions> = {}): Promise<ReadModels> =>
  ReadModels.open({
    file: join(folder, 'reads.db'),
    log: cluster.store,
    cluster: 'test',
    ...more,
  });

const whole = async (): Promise<unknown> => {
  const reads = await open({ file: ':memory:' });
  await reads.start(await cluster.store.head());
  const all = answers(reads);
  await reads.close();
  return all;
};

describe('when an event can not be projected', () => {
  const isBad = ({ event, stream }: Recorded): boolean =>
    event.type === 'RegistryChanged' && stream === NODE_A;
  let isCured: boolean;
  let reads: ReadModels;

  beforeEach(async () => {
    isCured = false;
    reads = await open({
      inspect: (recorded) => {
        if (!isCured && recorded === log.find(isBad)) throw new Error('a cosmic ray');
      },
    });
    await reads.start(await cluster.store.head());
  });

  afterEach(() => reads.close());

  test('it is parked with the reason, and all others go on', () => {
    const bad = log.find(isBad);
    expect(reads.position).toBe(log.at(-1)?.position);
    expect(reads.parked.list()).toEqual([
      expect.objectContaining({
        id: bad?.id,
        stream: NODE_A,
        error: 'a cosmic ray',
        attempts: 1,
      }),
    ]);
  });

  test('answers about its stream and its operation are refused by name, others are given', () => {
    const operation = log.find(isBad)?.metadata.operation ?? '';
    expect(() => {
      reads.parked.assertAnswerable({ stream: NODE_A });
    }).toThrow(AnswerParked);
    expect(() => {
      reads.parked.assertAnswerable({ operation });
    }).toThrow(AnswerParked);
    reads.parked.assertAnswerable({ stream: `test.node-${idOf('b')}` });
  });

  test('the list of events is whole all the same', () => {
    expect(reads.events.list({}, PAGE)).toEqual(log);
  });

  test('it stays parked until it can be projected, across a restart too', async () => {
    const id = log.find(isBad)?.id ?? '';
    await retried();
    expect(reads.parked.get(id)).toMatchObject({ attempts: 2 });
    await reads.close();
    reads = await open();
    await reads.start(await cluster.store.head());
    expect(reads.parked.list()).toHaveLength(1);
  });

  test('once it can be projected, all answers are as if it always could', async () => {
    isCured = true;
    await retried();
    expect(reads.parked.list()).toEqual([]);
    expect(answers(reads)).toEqual(await whole());
  });

  const retried = async (): Promise<void> => {
    await reads.rebuild();
    await reads.reached(log.at(-1)?.position ?? toPosition(0n));
  };
});
