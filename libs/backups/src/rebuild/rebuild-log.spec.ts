import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import {
  InMemoryEventStore,
  lineOf,
  NO_STREAM,
  type EventStore,
  type Recorded,
} from '#event-store';
import { collect } from '#testing/event-store';
import { FaultyStore, randomHistory, type Fault } from '#testing/processes';

import { SEAL_BYTES } from '../archive/seal.js';
import { writeArchive } from '../archive/write-archive.js';
import { OtherLog, rebuildLog } from './rebuild-log.js';

const NAMES = { logId: 'new', restoredFrom: { log: 'old', cut: 'e' } };

let folder: string;
let archive: Readonly<{ file: string; length: number }>;
let events: readonly Recorded[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-rebuild-'));
  const cluster = await randomHistory(5, 30);
  events = await cluster.log();
  await cluster.stop();
  const file = join(folder, 'a.tar.zst');
  await writeArchive(createWriteStream(file), {
    takenAt: new Date(0),
    readme: '',
    events: (async function* () {
      yield* await Promise.resolve(events);
    })(),
    manifest: () => ({}),
    windows: () => [],
  });
  archive = { file, length: (await stat(file)).size - SEAL_BYTES };
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const empty = (): InMemoryEventStore => new InMemoryEventStore(() => new Date());

const run = (store: EventStore, isOrdered = false): Promise<number> =>
  rebuildLog(archive, { ...NAMES, store, isOrdered });

const requireSame = async (store: EventStore): Promise<void> => {
  const [formed, ...rest] = await collect(store.readLog());
  const [first, ...wanted] = events;
  expect(rest.map(lineOf)).toEqual(wanted.map(lineOf));
  expect(formed).toMatchObject({ id: first?.id, event: { data: NAMES } });
};

describe('a rebuilt log', () => {
  test.each([true, false])('has the events of the archive (appends in order: %s)', async (is) => {
    const store = empty();
    expect(await run(store, is)).toBe(events.length);
    await requireSame(store);
  });

  test('is left alone by a second run', async () => {
    const store = empty();
    await run(store);
    const before = await store.head();
    await run(store);
    expect(await store.head()).toBe(before);
  });

  test.each<Fault>(['fails', 'cut before', 'cut after'])(
    'is finished after any append that %s',
    async (fault) => {
      const counting = new FaultyStore(empty(), () => false, fault);
      await run(counting);
      for (let nth = 1; nth <= counting.count; nth += 7) {
        const store = empty();
        const faulty = new FaultyStore(store, (at) => at === nth, fault);
        const first = run(faulty).catch((error: unknown) => error);
        await Promise.race([first, faulty.dead]);
        await run(store);
        await requireSame(store);
      }
    },
  );

  test('is refused for a log of another cluster, and for one that goes on', async () => {
    const other = empty();
    const [event] = events;
    if (event === undefined) throw new Error('there must be an event');
    const { id, metadata } = event;
    await other.append('test.node-x', [{ id, type: 'NodeOpened', data: {}, metadata }], NO_STREAM);
    await expect(run(other)).rejects.toThrow(OtherLog);
    const longer = empty();
    await run(longer);
    await longer.append(
      'test.node-x',
      [{ id: 'y', type: 'NodeOpened', data: {}, metadata }],
      NO_STREAM,
    );
    await expect(run(longer)).rejects.toThrow(/goes on with test.node-x/);
  });
});
