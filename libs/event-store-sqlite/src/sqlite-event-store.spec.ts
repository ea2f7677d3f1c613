import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { NO_STREAM, RevisionConflict, StoreUnavailable } from '#event-store';
import {
  collect,
  eventFor,
  eventsFor,
  isErasable,
  keyStreamFor,
  NOW,
  streamFor,
} from '#testing/event-store';

import { LogInUse } from './file/lock.js';
import { SqliteEventStore } from './sqlite-event-store.js';

const A = streamFor('a');
const B = streamFor('b');

describe('the embedded log', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidemark-log-'));
    file = join(folder, 'log.db');
  });

  afterEach(() => rm(folder, { recursive: true }));

  const open = (): SqliteEventStore =>
    SqliteEventStore.open({ file, clock: () => NOW, isErasable, pid: 4711 });

  /** Changes the file with SQL behind the store's back. */
  const tamper = (sql: string): void => {
    const db = new DatabaseSync(file);
    db.exec(sql);
    db.close();
  };

  const rows = (): readonly Readonly<{ count: number; size: number }>[] => {
    const db = new DatabaseSync(file);
    const found = db.prepare('SELECT count, length(body) AS size FROM log ORDER BY first').all();
    db.close();
    return found as unknown as { count: number; size: number }[];
  };

  /** Fills two streams, with a commit for each append. */
  const fill = async (store: SqliteEventStore, commits: number): Promise<void> => {
    for (let commit = 0; commit < commits; commit += 1) {
      const expected = BigInt(2 * Math.floor(commit / 2) - 1);
      await store.append(commit % 2 === 0 ? A : B, eventsFor(`commit ${commit}`, 2), expected);
    }
  };

  const whole = async (store: SqliteEventStore): Promise<unknown> => ({
    log: await collect(store.readLog()),
    a: await collect(store.readStream(A)),
    b: await collect(store.readStream(B, { direction: 'backwards', limit: 5 })),
    head: await store.head(),
  });

  test.each([1, 3, 300, 700])('opened again after %i commits it is the same', async (commits) => {
    const first = open();
    await fill(first, commits);
    const before = await whole(first);
    await first.close();
    const again = open();
    expect(await whole(again)).toEqual(before);
    await again.append(streamFor('new'), [eventFor('next')], NO_STREAM);
    expect(await collect(again.readLog())).toHaveLength(2 * commits + 1);
    await again.close();
  });

  test('events that are written after many were indexed are found as well, each once', async () => {
    const first = open();
    for (let at = 0; at < 10; at += 1)
      await first.append(A, eventsFor(`many ${at}`, 1000), BigInt(1000 * at - 1));
    await first.append(B, eventsFor('late', 2), NO_STREAM);
    const before = await whole(first);
    await first.close();
    const again = open();
    expect(await whole(again)).toEqual(before);
    const revisions = (await collect(again.readStream(A))).map(({ revision }) => revision);
    expect(revisions).toEqual(Array.from({ length: 10_000 }, (_, at) => BigInt(at)));
    await again.close();
  });

  test('a log with the old index, which has an entry for each row, is indexed anew', async () => {
    const first = open();
    await fill(first, 9);
    const before = await whole(first);
    await first.close();
    tamper('CREATE TABLE stream_rows (stream INTEGER, first INTEGER); DROP TABLE stream_blocks;');
    const again = open();
    expect(await whole(again)).toEqual(before);
    await again.close();
    expect(() => {
      tamper('SELECT * FROM stream_rows');
    }).toThrow('no such table');
  });

  test('waiting appends are one commit: one row of up to 1 MiB', async () => {
    const store = open();
    await Promise.all(
      Array.from({ length: 64 }, (_, index) =>
        store.append(streamFor(`s${index}`), eventsFor(`e${index}`, 2), NO_STREAM),
      ),
    );
    const long = { text: 'x'.repeat(300_000) };
    await Promise.all(
      Array.from({ length: 7 }, (_, index) =>
        store.append(streamFor(`l${index}`), [eventFor(`long ${index}`, long)], NO_STREAM),
      ),
    );
    await store.close();
    expect(rows().map(({ count }) => count)).toEqual([128, 3, 3, 1]);
    expect(rows().every(({ size }) => size <= 1024 * 1024)).toBe(true);
  });

  test('a second process is told which process has the log open', async () => {
    const store = open();
    expect(open).toThrow(new LogInUse(file, 4711));
    await store.close();
    await open().close();
  });

  describe('when the disk refuses a write', () => {
    let store: SqliteEventStore;

    beforeEach(async () => {
      const first = open();
      await fill(first, 2);
      await first.close();
      tamper(
        "CREATE TRIGGER full BEFORE INSERT ON log BEGIN SELECT RAISE(ABORT, 'disk is full'); END",
      );
      store = open();
    });

    afterEach(() => store.close());

    test('all waiting callers get the error, and nothing is written', async () => {
      const outcomes = await Promise.allSettled([
        store.append(A, [eventFor('x')], 1n),
        store.append(A, [eventFor('y')], 2n),
        store.append(B, [eventFor('z')], 1n),
      ]);
      for (const outcome of outcomes) {
        expect(outcome.status).toBe('rejected');
        if (outcome.status === 'rejected') {
          expect(outcome.reason).toBeInstanceOf(StoreUnavailable);
          expect(String(outcome.reason)).toContain('disk is full');
        }
      }
      expect(await collect(store.readLog())).toHaveLength(4);
      expect(await store.head()).toBe(4n);
    });

    test('once it takes writes again, streams go on from where they were', async () => {
      await expect(store.append(A, eventsFor('x', 3), 1n)).rejects.toThrow(StoreUnavailable);
      tamper('DROP TRIGGER full');
      await expect(store.append(A, [eventFor('y')], 4n)).rejects.toThrow(RevisionConflict);
      const appended = await store.append(A, [eventFor('y')], 1n);
      expect(appended).toEqual({ revision: 2n, position: 5n });
    });
  });

  test('no byte of an erased event is left on disk', async () => {
    const marker = 'this-must-not-be-found';
    const store = open();
    const secret = keyStreamFor('secret');
    await Promise.all([
      store.append(A, [eventFor('kept', { note: 'this-is-kept' })], NO_STREAM),
      store.append(secret, [eventFor('secret', { marker })], NO_STREAM),
    ]);
    const onDisk = (text: string): boolean =>
      readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(text));
    expect(onDisk(marker)).toBe(true);
    await store.erase(secret);
    expect(onDisk(marker)).toBe(false);
    expect(onDisk('this-is-kept')).toBe(true);
    await store.close();
    expect(onDisk(marker)).toBe(false);
    const again = open();
    expect(await collect(again.readLog())).toHaveLength(1);
    await again.close();
  });
});
