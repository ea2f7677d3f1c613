import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { isErasable, streamName, streamsOf } from '#domain';
import { NO_STREAM, type EventStore, type Recorded } from '#event-store';
import { openEsdbEventStore } from '#event-store-esdb';
import { SqliteEventStore } from '#event-store-sqlite';
import { StandIn } from '#testing/event-store-esdb';
import { collect, eventFor, eventsFor, idFor } from '#testing/event-store';

const MAIN = resolve(import.meta.dirname, '../../dist/apps/copy/src/main.js');
const STREAMS = 16;

/** A server, and a function that stops it. */
type Opened = Readonly<{ url: string; stop: () => Promise<void> }>;

const standIn = async (): Promise<Opened> => {
  const server = await StandIn.start();
  return { url: server.url, stop: () => server.stop() };
};

const copying = (open: () => Promise<Opened>): void => {
  let opened: Opened;
  let folder: string;
  let from: string;
  /** A cluster name for each test, so that tests do not see each other's events. */
  let cluster: string;
  let key: string;

  beforeEach(async () => {
    opened = await open();
    folder = mkdtempSync(join(tmpdir(), 'tidemark-copy-'));
    from = join(folder, 'from');
    mkdirSync(from);
    cluster = `copy_${randomBytes(8).toString('hex')}`;
    key = streamName(cluster, 'key', idFor('secret'));
    const store = embedded(from);
    await store.append(key, eventsFor(`${cluster} secret`, 2), NO_STREAM);
    await fill(store, -1n);
    await store.close();
  });

  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await opened.stop();
  });

  const embedded = (data: string): EventStore =>
    SqliteEventStore.open({ file: join(data, 'log.db'), clock: () => new Date(), isErasable });

  /** Appends three events to each of several streams in turn, one by one, and a large one. */
  const fill = async (store: EventStore, after: bigint): Promise<void> => {
    for (let turn = after; turn < after + 3n; turn += 1n)
      for (let index = 0; index < STREAMS; index += 1) {
        const stream = streamName(cluster, 'node', idFor(`${index}`));
        await store.append(stream, [eventFor(`${stream} ${turn}`)], turn);
      }
    const large = eventFor(`${cluster} large ${after}`, { text: 'ü'.repeat(300_000) });
    const stream = streamName(cluster, 'group', idFor('group'));
    await store.append(stream, [large], after === -1n ? NO_STREAM : 0n);
  };

  /** Runs a copy without blocking: a server may be in this process. */
  const copy = async (
    ...args: readonly string[]
  ): Promise<Readonly<{ status: number | null; out: string; err: string }>> => {
    const child = spawn(process.execPath, [MAIN, '--cluster', cluster, ...args]);
    const ended = once(child, 'close');
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    await ended;
    // Without the progress, which is printed every second.
    return { status: child.exitCode, out, err: err.replaceAll(/^[\d,]+ events\n/gm, '') };
  };

  const log = async (open: EventStore): Promise<readonly Recorded[]> => {
    const records = await collect(open.readLog());
    await open.close();
    return records;
  };

  const onServer = (): Promise<EventStore> =>
    openEsdbEventStore({ url: opened.url, streams: streamsOf(cluster), clock: () => new Date() });

  /** The events without their positions. */
  const withoutPositions = (records: readonly Recorded[]): readonly unknown[] =>
    records.map((record) => ({ ...record, position: undefined }));

  test('is the same there, and back again', async () => {
    const there = await copy('--from', from, '--to', opened.url);
    expect([there.status, there.err]).toEqual([0, '']);
    const wanted = withoutPositions(await log(embedded(from)));
    expect(withoutPositions(await log(await onServer()))).toEqual(wanted);
    const back = await copy('--from', opened.url, '--to', join(folder, 'back'));
    expect(back.out).toBe(there.out);
    expect(withoutPositions(await log(embedded(join(folder, 'back'))))).toEqual(wanted);
  });

  test('that is run again goes on, and erases what was erased meanwhile', async () => {
    await copy('--from', from, '--to', opened.url);
    const store = embedded(from);
    await store.erase(key);
    await fill(store, 2n);
    await store.close();
    const { status, out } = await copy('--from', from, '--to', opened.url);
    expect([status, out]).toEqual([
      0,
      expect.stringMatching(/^copied 49 events, 49 were there, erased 1 key streams; 98 events /),
    ]);
    const wanted = withoutPositions(await log(embedded(from)));
    expect(withoutPositions(await log(await onServer()))).toEqual(wanted);
  });

  test('a cluster that was written to meanwhile is refused', async () => {
    await copy('--from', from, '--to', opened.url);
    const other = await onServer();
    const stream = streamName(cluster, 'node', idFor('mine'));
    await other.append(stream, [eventFor(`${cluster} mine`)], NO_STREAM);
    await other.close();
    const { status, err } = await copy('--from', from, '--to', opened.url);
    expect([status, err]).toEqual([
      1,
      `the target holds something else: it goes on with ${stream} at revision 0\n`,
    ]);
  });
};

describe('npm run copy with a stand-in of EventStoreDB', () => {
  copying(standIn);
});

/** Set it to run this against a server; otherwise the suite shows as skipped. */
const url = process.env['EVENTSTORE_URL'];

(url === undefined ? describe.skip : describe)('npm run copy with an EventStoreDB', () => {
  copying(async () => ({ url: url ?? '', stop: async () => undefined }));
});
