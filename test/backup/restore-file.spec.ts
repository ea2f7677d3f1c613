import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { isErasable } from '#domain';
import { SqliteEventStore } from '#event-store-sqlite';
import { lineOf, type Recorded } from '#event-store';

import { Tidemark } from '../e2e/tidemark.js';
import { finishedNode } from '../support/finished.js';
import { Launched } from '../support/launched.js';

const VERIFY = resolve(import.meta.dirname, '../../dist/apps/backup/src/main.js');

let folder: string;
let archive: string;
/** The events of the log that the backup was taken of, up to its cut. */
let events: readonly Recorded[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-restore-'));
  archive = join(folder, 'backup.tar.zst');
  const tidemark = await Tidemark.start();
  await tidemark.form();
  await tidemark.edit('node-a', '1433');
  await tidemark.addCheckpoint('Server');
  await tidemark.send('POST /v1/resources/Server/online');
  await tidemark.edit('node-a', '1555');
  const { body } = await tidemark.send('POST /v1/backups', { path: 'b.tar.zst' });
  const { engine } = tidemark.parts;
  const log: Recorded[] = [];
  for await (const recorded of engine.store.readLog()) log.push(recorded);
  events = log.slice(
    0,
    log.findIndex(({ id }) => id === (body['cut'] as { event: string }).event) + 1,
  );
  await copyFile(join(tidemark.parts.folder, 'backups', 'b.tar.zst'), archive);
  await tidemark.stop();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const verify = (...given: readonly string[]) => finishedNode([VERIFY, ...given]);

describe('npm run backup:verify', () => {
  test('says that a whole archive is whole', () => {
    const { status, stdout, stderr } = verify(archive);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/backup\.tar\.zst is whole: every hash is right/);
  });

  test('names the fault of a damaged one', async () => {
    const damaged = join(folder, 'damaged.tar.zst');
    const bytes = await readFile(archive);
    bytes[700] = (bytes[700] ?? 0) ^ 4;
    await writeFile(damaged, bytes);
    const { status, stderr } = verify(damaged);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^archive: expected sha-256 /m);
    expect(stderr).toMatch(/is damaged: \d+ faults/);
  });

  test.each([
    ['no file', [], /one file is needed/],
    ['a missing file', ['none'], /there is no file none/],
    ['a missing key', ['--key', 'none'], /./],
    ['an unknown option', ['--skip-hashes'], /the only option is --key/],
  ])('refuses %s', (_, given, reason) => {
    const { status, stderr } = verify(...given);
    expect(status).toBe(2);
    expect(stderr).toMatch(reason);
  });
});

describe('npm start -- --restore', () => {
  const restore = (data: string, file: string): Promise<Launched> =>
    Launched.start(data, {}, { given: ['--restore', file] });

  const logIn = async (data: string): Promise<readonly Recorded[]> => {
    const store = SqliteEventStore.open({
      file: join(data, 'log.db'),
      clock: () => new Date(),
      isErasable,
    });
    const log: Recorded[] = [];
    for await (const recorded of store.readLog()) log.push(recorded);
    await store.close();
    return log;
  };

  test('rebuilds the log in an empty folder, under a new id, and serves it', async () => {
    const data = join(folder, 'new');
    const server = await restore(data, archive);
    await server.until('/readyz', 200);
    const cluster = (await (await fetch(`${server.url}/v1/cluster`)).json()) as object;
    expect(cluster).toMatchObject({ name: 'tidemark' });
    const { out, err } = await server.stop();
    expect(out + err).toMatch(/restored \d+ events of backup/);
    const [formed, ...rest] = await logIn(data);
    const [first, ...wanted] = events;
    expect(rest.slice(0, wanted.length).map(lineOf)).toEqual(wanted.map(lineOf));
    expect(formed).toMatchObject({ id: first?.id, recordedAt: first?.recordedAt, revision: 0n });
    const { logId } = first?.event.data as { logId: string };
    expect(formed?.event.data).toMatchObject({
      logId: expect.not.stringMatching(logId) as unknown,
      restoredFrom: { log: logId, cut: events.at(-1)?.id },
    });
    expect(existsSync(join(data, 'restoring.json'))).toBe(false);
    const again = await restore(data, archive);
    const { code, err: refused } = await again.ended;
    expect(code).toBe(1);
    expect(refused).toMatch(/the log is not empty/);
  });

  test('refuses a damaged archive, and writes nothing', async () => {
    const data = join(folder, 'refused');
    const damaged = join(folder, 'cut.tar.zst');
    await writeFile(damaged, (await readFile(archive)).subarray(0, -10));
    const { code, err } = await (await restore(data, damaged)).ended;
    expect(code).toBe(1);
    expect(err).toMatch(/is damaged/);
    expect(existsSync(join(data, 'log.db'))).toBe(false);
  });

  test('refuses other arguments', async () => {
    const launched = await Launched.start(join(folder, 'x'), {}, { given: ['--force'] });
    const { code, err } = await launched.ended;
    expect([code, err]).toEqual([1, expect.stringMatching(/the only option is --restore/)]);
  });
});
