import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { NO_STREAM, type Position, type Recorded } from '#event-store';
import { collect as all, eventsFor, isErasable, NOW } from '#testing/event-store';

import { SqliteLogReader } from './log-reader.js';
import { SqliteEventStore } from '../sqlite-event-store.js';

const STREAM = 'test.node-1';

describe('a reader beside the writer of a log', () => {
  let folder: string;
  let store: SqliteEventStore;
  let reader: SqliteLogReader;
  let written = NO_STREAM;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidemark-log-'));
    const file = join(folder, 'log.db');
    store = SqliteEventStore.open({ file, clock: () => NOW, isErasable });
    reader = new SqliteLogReader(file);
    written = NO_STREAM;
  });

  afterEach(async () => {
    reader.close();
    await store.close();
    await rm(folder, { recursive: true });
  });

  const write = async (count: number): Promise<Position> => {
    const events = eventsFor(`at ${String(written)}`, count);
    const { revision, position } = await store.append(STREAM, events, written);
    written = revision;
    return position;
  };

  test('has what the writer has', async () => {
    expect(await reader.head()).toBeUndefined();
    const second = await write(2).then(() => write(3));
    expect(await reader.head()).toBe(second);
    expect(await all(reader.readLog())).toEqual(await all(store.readLog()));
    const part = { after: 1n as Position, to: 4n as Position, limit: 2 };
    expect(await all(reader.readLog(part))).toEqual(await all(store.readLog(part)));
  });

  test('follows without gap or repeat, also for events that are written between two reads', async () => {
    await write(3);
    const stopping = new AbortController();
    const taken: Recorded[] = [];
    const sizes: number[] = [];
    for await (const batch of reader.subscribe(undefined, stopping.signal)) {
      taken.push(...batch);
      sizes.push(batch.length);
      if (taken.length === 3 || taken.length === 5) {
        await write(2);
        reader.written();
      }
      if (taken.length === 7) stopping.abort();
    }
    expect(sizes).toEqual([3, 2, 2]);
    expect(taken).toEqual(await all(store.readLog()));
  });

  test('ends a batch of large events at the row that passes the limit', async () => {
    const text = 'x'.repeat(300 * 1024);
    for (let count = 0; count < 9; count += 1) {
      const [event] = eventsFor(`large ${count}`, 1);
      if (event === undefined) throw new Error('no event');
      const { revision } = await store.append(STREAM, [{ ...event, data: { text } }], written);
      written = revision;
    }
    const stopping = new AbortController();
    const sizes: number[] = [];
    for await (const batch of reader.subscribe(undefined, stopping.signal)) {
      sizes.push(batch.length);
      if (sizes.length === 3) stopping.abort();
    }
    expect(sizes).toEqual([4, 4, 1]);
  });

  test('waits for more until it is stopped', async () => {
    const stopping = new AbortController();
    const taken: Recorded[] = [];
    const following = (async () => {
      for await (const batch of reader.subscribe(undefined, stopping.signal)) {
        taken.push(...batch);
        if (taken.length === 1) stopping.abort();
      }
    })();
    await write(1);
    reader.written();
    await following;
    expect(taken).toHaveLength(1);
  });
});
