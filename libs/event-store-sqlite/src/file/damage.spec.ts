import { copyFileSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
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

import { LogDamaged } from './damage.js';
import { SqliteLogReader } from '../rows/log-reader.js';
import { SqliteEventStore } from '../sqlite-event-store.js';

const [A, B] = [streamFor('a'), streamFor('b')];
const KEY = keyStreamFor('secret');

/** The distance between changed bytes: it never hits one place of a structure twice. */
const STRIDE = 97;

describe('a damaged log', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidemark-damage-'));
    file = join(folder, 'log.db');
    const store = open();
    for (let commit = 0n; commit < 6n; commit += 1n) {
      const expected = 2n * (commit / 2n) - 1n;
      await store.append(commit % 2n === 0n ? A : B, eventsFor(`commit ${commit}`, 2), expected);
    }
    await store.append(KEY, [eventFor('secret')], NO_STREAM);
    await store.append(A, [eventFor('last')], 5n);
    await store.close();
  });

  afterEach(() => rm(folder, { recursive: true }));

  const open = (): SqliteEventStore =>
    SqliteEventStore.open({ file, clock: () => NOW, isErasable });

  const tamper = (sql: string): void => {
    const db = new DatabaseSync(file);
    db.exec(sql);
    db.close();
  };

  /** Everything that can be read from a log. */
  const whole = async (store: SqliteEventStore): Promise<unknown> => ({
    log: await collect(store.readLog()),
    back: await collect(store.readLog({ direction: 'backwards' })),
    a: await collect(store.readStream(A)),
    b: await collect(store.readStream(B, { direction: 'backwards' })),
    key: await collect(store.readStream(KEY)),
    head: await store.head(),
  });

  /** The content of a log; undefined if the log says that it is damaged. */
  const said = async (): Promise<unknown> => {
    let store: SqliteEventStore | undefined;
    try {
      store = open();
      return await whole(store);
    } catch (error) {
      if (error instanceof LogDamaged) return undefined;
      throw error;
    } finally {
      await store?.close().catch(() => undefined);
    }
  };

  test.each([
    ['a changed byte', "SET body = replace(body, 'commit 3', 'commit 4')", 7, /checksum/],
    ['a row cut in half', 'SET body = substr(body, 1, length(body) / 2)', 7, /checksum/],
    ['a body that is no text', "SET body = x'00'", 7, /checksum/],
    ['a row at another place', 'SET first = 8', 7, /is not there/],
    ['a row of another length', 'SET count = 1', 7, /has 2 events, and says 1/],
  ] as const)('%s is found, and its position is named', async (_, sql, place, fault) => {
    tamper(`UPDATE log ${sql} WHERE first = 7`);
    const store = open();
    const error: unknown = await collect(store.readLog()).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(LogDamaged);
    expect(error).toBeInstanceOf(StoreUnavailable);
    expect(error).toMatchObject({ file, place });
    expect(String(error)).toMatch(fault);
    expect(String(error)).toMatch(/^LogDamaged: \S+log\.db is damaged at position \d.*--salvage/);
    expect(await collect(store.readLog({ to: 6n as never }))).toHaveLength(6);
    await expect(collect(store.readLog({ direction: 'backwards' }))).rejects.toThrow(LogDamaged);
    await store.close();
  });

  test('a missing row is noticed by the log, by its stream, and by a reader beside the writer', async () => {
    tamper('DELETE FROM log WHERE first = 5');
    const store = open();
    const gone = { place: 5, fault: 'its row is not there' };
    await expect(collect(store.readLog())).rejects.toMatchObject(gone);
    await expect(collect(store.readStream(A))).rejects.toMatchObject(gone);
    expect(await collect(store.readStream(B))).toHaveLength(6);
    const reader = new SqliteLogReader(file);
    await expect(collect(reader.readLog())).rejects.toMatchObject(gone);
    reader.close();
    await store.close();
  });

  test.each([
    ['fewer rows', 'UPDATE stream_blocks SET rows = CAST(substr(rows, 1, 8) AS BLOB)'],
    ['no rows', 'DELETE FROM stream_blocks'],
    ['rows that are no list', "UPDATE stream_blocks SET rows = x'0001'"],
  ])('an index with %s is found when the stream is read', async (_, sql) => {
    tamper(sql);
    const store = open();
    await expect(collect(store.readStream(A))).rejects.toThrow(LogDamaged);
    const back = store.readStream(A, { direction: 'backwards' });
    await expect(collect(back)).rejects.toThrow(LogDamaged);
    await store.close();
  });

  test.each([
    ['another end', 'UPDATE streams SET revision = revision + 1'],
    ['another name', "UPDATE streams SET name = name || 'x' WHERE id = 2"],
    ['no streams', 'DELETE FROM streams'],
    ['nothing in it', 'DELETE FROM streams; DELETE FROM stream_blocks; DELETE FROM indexed'],
  ])('an index with %s is rebuilt', async (_, sql) => {
    const wanted = await said();
    tamper(sql);
    expect(text(await said())).toBe(text(wanted));
    const store = open();
    expect(await store.append(B, [eventFor('goes on')], 5n)).toMatchObject({ revision: 6n });
    await store.close();
  });

  test.each([
    ['another count', 'UPDATE log SET count = 3 WHERE first = 14'],
    ['no count', 'UPDATE log SET count = 0 WHERE first = 14'],
    ['another body', "UPDATE log SET body = replace(body, 'last', 'lost') WHERE first = 14"],
  ])('nothing is written after a last row with %s', (_, sql) => {
    tamper(sql);
    expect(open).toThrow(LogDamaged);
  });

  test.each([
    [
      'that is none',
      () => {
        writeFileSync(file, 'no database'.repeat(1000));
      },
    ],
    [
      'that was cut',
      () => {
        truncateSync(file, 8192);
      },
    ],
  ])('a file %s is reported as damaged or unusable', async (_, damage) => {
    damage();
    expect(await said()).toBeUndefined();
  });

  test('with one byte changed anywhere, the log returns the same content or says that it is damaged', async () => {
    const copy = `${file}.whole`;
    copyFileSync(file, copy);
    const wanted = await said();
    const bytes = readFileSync(copy);
    const wrong: number[] = [];
    let found = 0;
    for (let at = 0; at < bytes.length; at += STRIDE) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ (1 << (at % 8)), at);
      writeFileSync(file, changed);
      const answer = await said();
      if (answer === undefined) found += 1;
      else if (!isSame(answer, wanted)) wrong.push(at);
    }
    expect(wrong).toEqual([]);
    expect(found).toBeGreaterThan(10);
  });

  test('a writer whose file was removed, or replaced, acknowledges nothing', async () => {
    const store = open();
    await store.append(A, [eventFor('before')], 6n);
    const bytes = readFileSync(file);
    await rm(file);
    expect(store.problem?.message).toMatch(/log\.db can't be used: .*log\.db was removed$/);
    await expect(store.append(A, [eventFor('after')], 7n)).rejects.toThrow(/was removed/);
    await expect(store.erase(KEY)).rejects.toThrow(StoreUnavailable);
    writeFileSync(file, bytes);
    await expect(store.append(A, [eventFor('after')], 7n)).rejects.toThrow(/another file stands/);
    await expect(store.append(A, [eventFor('after')], 9n)).rejects.toThrow(RevisionConflict);
    await store.close();
  });

  test('a writer whose write-ahead log was removed acknowledges nothing, and says so once', async () => {
    const said: string[] = [];
    const warn = (reason: string): unknown => said.push(reason);
    const store = SqliteEventStore.open({ file, clock: () => NOW, isErasable, warn });
    await store.append(A, [eventFor('before')], 6n);
    await rm(`${file}-wal`);
    for (let time = 0; time < 2; time += 1)
      await expect(store.append(A, [eventFor('after')], 7n)).rejects.toThrow(/-wal was removed/);
    expect(said).toEqual([expect.stringMatching(/^no write is acknowledged: .*-wal was removed$/)]);
    await store.close();
  });

  test('a writer whose folder disappears goes on once the folder is back', async () => {
    const store = open();
    await store.append(A, [eventFor('before')], 6n);
    renameSync(folder, `${folder}-away`);
    await expect(store.append(A, [eventFor('after')], 7n)).rejects.toThrow(StoreUnavailable);
    renameSync(`${folder}-away`, folder);
    expect(store.problem).toBeUndefined();
    expect(await store.append(A, [eventFor('after')], 7n)).toMatchObject({ revision: 8n });
    await store.close();
  });
});

const isSame = (answer: unknown, wanted: unknown): boolean => text(answer) === text(wanted);

const text = (answer: unknown): string =>
  JSON.stringify(answer, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
