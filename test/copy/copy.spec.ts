import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { NO_STREAM } from '#event-store';
import { eventsFor, streamFor } from '#testing/event-store';

import { copy, fillLog, KEY, logOf, MAIN, openLog } from './folders.js';
import { type Finished } from '../support/finished.js';

/** The size of a file; 0 if it does not exist. */
const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

describe('npm run copy', () => {
  let folder: string;
  let from: string;
  let to: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tidemark-copy-'));
    [from, to] = [join(folder, 'from'), join(folder, 'to')];
    mkdirSync(from);
    await fill(64);
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const fill = (appends: number): Promise<void> => fillLog(from, appends);

  const fromTo = (): Finished => copy('--from', from, '--to', to);

  test('reports its result in one line, and the logs are the same, there and back again', async () => {
    const { status, stdout, stderr } = fromTo();
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^copied 192 events, 0 were there; 192 events of 64 streams, sha256:[0-9a-f]{64}\n$/,
    );
    expect(await logOf(to)).toEqual(await logOf(from));
    expect(copy('--from', to, '--to', join(folder, 'back')).stdout).toBe(stdout);
  });

  test('that is run again goes on, and erases what was erased meanwhile', async () => {
    fromTo();
    const store = openLog(from);
    await store.erase(KEY);
    await store.close();
    await fill(10);
    const { status, stdout } = fromTo();
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^copied 30 events, 189 were there, erased 1 key streams; 219 events of 64 streams, /,
    );
    const events = (await logOf(from)).map((record) => ({ ...record, position: 0n }));
    expect((await logOf(to)).map((record) => ({ ...record, position: 0n }))).toEqual(events);
  });

  test('that is killed at any moment goes on the next time', async () => {
    await fill(1500);
    const wanted = await logOf(from);
    for (const bytes of [1, 100_000, 500_000]) {
      const child = spawn(process.execPath, [
        MAIN,
        '--cluster',
        'test',
        '--from',
        from,
        '--to',
        to,
      ]);
      const isThere = (): boolean => sizeOf(join(to, 'log.db-wal')) >= bytes;
      while (!isThere() && child.exitCode === null) await new Promise(setImmediate);
      child.kill('SIGKILL');
      await once(child, 'close');
    }
    expect(fromTo().status).toBe(0);
    expect(await logOf(to)).toEqual(wanted);
  });

  test('reports a refused write of the disk, writes nothing of it, and can be run again', async () => {
    const { status } = fromTo();
    expect(status).toBe(0);
    await fill(128);
    const db = new DatabaseSync(join(to, 'log.db'));
    db.exec(
      "CREATE TRIGGER full BEFORE INSERT ON log BEGIN SELECT RAISE(ABORT, 'disk is full'); END",
    );
    const failed = fromTo();
    expect([failed.status, failed.stderr]).toEqual([3, "the log can't be written: disk is full\n"]);
    expect(await logOf(to)).toHaveLength(192);
    db.exec('DROP TRIGGER full');
    db.close();
    expect(fromTo().status).toBe(0);
    expect(await logOf(to)).toEqual(await logOf(from));
  });

  test('names the server that has one of the logs open', async () => {
    const server = openLog(from);
    const { status, stderr } = fromTo();
    expect([status, stderr]).toEqual([1, `${from}/log.db is in use by process ${process.pid}\n`]);
    await server.close();
    expect(fromTo().status).toBe(0);
    const other = openLog(to);
    expect(fromTo().stderr).toBe(`${to}/log.db is in use by process ${process.pid}\n`);
    await other.close();
  });

  test('a target that holds something else is refused', async () => {
    fromTo();
    const store = openLog(to);
    await store.append(streamFor('mine'), eventsFor('mine', 1), NO_STREAM);
    await store.close();
    const { status, stderr } = fromTo();
    expect(status).toBe(1);
    expect(stderr).toMatch(/^the target holds something else: .*\n$/);
  });

  test('reports a damaged source with its position', () => {
    const db = new DatabaseSync(join(from, 'log.db'));
    db.exec("UPDATE log SET body = replace(body, 'Happened', 'happened')");
    db.close();
    const { status, stderr } = fromTo();
    expect(status).toBe(1);
    expect(stderr).toMatch(/^\S+log\.db is damaged at position \d+: .* --salvage .*\n$/);
  });

  test('reports in one line a source that is no log, and a target that is no folder', () => {
    const file = join(folder, 'file');
    writeFileSync(file, 'no log'.repeat(1000));
    expect(copy('--from', from, '--to', file).stderr).toMatch(/^EEXIST: .*file.*\n$/);
    mkdirSync(to);
    renameSync(file, join(to, 'log.db'));
    const { status, stderr } = copy('--from', to, '--to', from);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^\S+log\.db is damaged: file is not a database; .*\n$/);
  });

  test.each<[string, (paths: { from: string; to: string }) => readonly string[], number, RegExp]>([
    ['no arguments', () => [], 2, /^--from and --to are needed\n\nnpm run copy -- /],
    ['an unknown option', () => ['--frm', 'x'], 2, /^the options are --from, .*\n\nnpm run copy/s],
    ['the same twice', (at) => ['--from', at.from, '--to', at.from], 2, /are the same place/],
    [
      'a cluster of no such name',
      (at) => ['--from', at.from, '--to', at.to, '--cluster', 'A B'],
      2,
      /^the cluster has to match /,
    ],
    ['no log', (at) => ['--from', at.to, '--to', at.from], 1, /^there is no log in .*to\n$/],
    [
      'another scheme',
      (at) => ['--from', 'http://me:secret@x', '--to', at.to],
      1,
      /^--from has to begin with esdb:\/\/ or esdb\+discover:\/\/\n$/,
    ],
    [
      'another cluster',
      (at) => ['--from', at.from, '--to', at.to, '--cluster', 'other'],
      1,
      /^the source holds nothing of cluster "other": it begins with test\./,
    ],
  ])('%s is refused', (_, args, code, message) => {
    const { status, stderr, stdout } = copy(...args({ from, to }));
    expect([status, stdout]).toEqual([code, '']);
    expect(stderr).toMatch(message);
  });
});
