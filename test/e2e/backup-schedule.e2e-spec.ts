import { mkdir, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { checkSeal } from '#backups';

import { openTestLog, type TestLog } from '../support/test-log.js';
import { Tidemark, type Answer, type Json } from './tidemark.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAILY = { cron: '0 3 * * *', path: 'nightly' };

let tidemark: Tidemark;

const root = (): string => join(tidemark.parts.folder, 'backups');
const folder = (): string => join(root(), 'nightly');

beforeEach(async () => {
  tidemark = await Tidemark.start();
  await tidemark.form();
  await tidemark.edit('node-a', '1433');
  await tidemark.addCheckpoint('Server');
  await mkdir(folder(), { recursive: true });
});

afterEach(async () => {
  await tidemark.stop();
  expect(tidemark.defects).toEqual([]);
});

const set = (body: Json): Promise<Answer> => tidemark.send('PUT /v1/backups/schedule', body);
const schedule = (): Promise<Json> => tidemark.get('/v1/backups/schedule');
const backups = (): Promise<readonly Json[]> => tidemark.items('/v1/backups');
const eventsOf = (type: string): Promise<readonly Json[]> =>
  tidemark.items(`/v1/events?type=${type}&limit=1000`);

/** Lets time pass until a number of runs have an outcome. */
const passUntil = async (milliseconds: number, runs: number): Promise<void> => {
  await tidemark.pass(milliseconds);
  await tidemark.until(async () => {
    const [taken, failed] = await Promise.all(['BackupTaken', 'BackupFailed'].map(eventsOf));
    return (taken?.length ?? 0) + (failed?.length ?? 0) >= runs;
  });
};

const now = (): number => tidemark.parts.clock.now();
const untilThree = (): number => DAY_MS - ((now() - 3 * HOUR_MS) % DAY_MS);

/** A log and a data folder that outlive a process. */
const lastingLog = async (): Promise<TestLog> => {
  const { settings, remove } = await openTestLog();
  const data = await mkdtemp(join(tmpdir(), 'tidemark-schedule-'));
  await mkdir(join(data, 'backups', DAILY.path), { recursive: true });
  return {
    settings: { ...settings, TIDEMARK_DATA: data },
    remove: async () => {
      await remove();
      await rm(data, { recursive: true });
    },
  };
};

describe('the schedule of backups', () => {
  test('is set, shown with its next run, and ended', async () => {
    expect((await tidemark.send('GET /v1/backups/schedule')).status).toBe(404);
    const { status, body } = await set({ ...DAILY, keepLast: 3, keepFor: 30 });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      events: [{ type: 'BackupScheduleSet' }],
      result: { ...DAILY, keepLast: 3, keepFor: 30, last: null },
    });
    const shown = await schedule();
    expect(shown).toEqual(body['result']);
    expect(Date.parse(String(shown['next']))).toBe(now() + untilThree());
    expect((await set({ ...DAILY, keepLast: 3, keepFor: 30 })).body['events']).toEqual([]);
    const { due } = await tidemark.get('/v1/timeline');
    expect(due).toMatchObject([
      { what: 'backup', at: String(shown['next']), thing: { kind: 'cluster' } },
    ]);
    await tidemark.send('DELETE /v1/backups/schedule');
    expect(await tidemark.status('DELETE /v1/backups/schedule')).toBe(2);
    await tidemark.pass(3 * DAY_MS);
    expect(await backups()).toEqual([]);
  });

  test.each<[string, Json, number, RegExp]>([
    ['four fields', { cron: '0 3 * *' }, 400, /cron.*five fields/],
    ['six fields', { cron: '0 0 3 * * *' }, 400, /cron.*five fields/],
    ['a minute that is none', { cron: '61 3 * * *' }, 400, /cron.*minute.*61/],
    ['a day that never comes', { cron: '0 0 30 2 *' }, 400, /cron.*never comes/],
    ['a nickname', { cron: '@daily' }, 400, /cron.*five fields/],
    ['the last day', { cron: '0 0 L * *' }, 400, /cron.*five fields/],
    ['no folder', { path: 'missing' }, 404, /no folder/],
    ['a folder elsewhere', { path: '../..' }, 422, /not below the folder of backups/],
    ['keepLast of 0', { keepLast: 0 }, 400, /keepLast/],
    ['keepFor of half a day', { keepFor: 0.5 }, 400, /keepFor/],
  ])('is refused with %s', async (_, wrong, wanted, reason) => {
    const { status, body } = await set({ ...DAILY, ...wrong });
    expect(status).toBe(wanted);
    expect(JSON.stringify(body)).toMatch(reason);
    expect(await eventsOf('BackupScheduleSet')).toEqual([]);
  });

  test('takes a backup with an archive at each instant', async () => {
    await set(DAILY);
    await passUntil(untilThree(), 1);
    await tidemark.edit('node-a', '1555');
    await passUntil(DAY_MS, 2);
    const [second, first] = await backups();
    const { takenAt, id } = first as Readonly<Record<string, string>>;
    const stamp = String(takenAt).replace(/\.\d+|[-:]/g, '');
    expect(first).toMatchObject({
      scheduledFor: expect.stringMatching(/T03:00:00.000Z$/) as unknown,
      path: `nightly/${stamp}-${String(id)}.tar.zst`,
    });
    expect(first?.['rootHash']).not.toBe(second?.['rootHash']);
    const files = await readdir(folder());
    expect(files).toHaveLength(2);
    for (const file of files) await checkSeal(join(folder(), file));
    const [event] = await eventsOf('BackupTaken');
    expect(event).toMatchObject({ rule: 'R5', command: { type: 'TakeScheduledBackup' } });
    const [cause] = await eventsOf('BackupScheduleSet');
    expect(event?.['causation']).toBe(cause?.['id']);
    expect((await schedule())['last']).toMatchObject({
      id: String(second?.['id']),
      status: 'taken',
    });
  });

  test('makes up at a start for the last of several missed instants', async () => {
    await tidemark.stop();
    const { settings, remove } = await lastingLog();
    tidemark = await Tidemark.start({ settings, remove: async () => undefined });
    await set(DAILY);
    await tidemark.stop();
    tidemark = await Tidemark.listen({ settings, remove });
    await tidemark.parts.clock.pass(untilThree() + 2 * DAY_MS, () => Promise.resolve());
    await tidemark.engine.start();
    await passUntil(0, 1);
    await passUntil(HOUR_MS, 1);
    expect((await backups()).map(({ scheduledFor }) => String(scheduledFor))).toEqual([
      new Date(now() - HOUR_MS).toISOString(),
    ]);
  });

  test('keeps the last ones and the young ones, and deletes the others with their files', async () => {
    await set({ ...DAILY, keepLast: 2, keepFor: 3 });
    await passUntil(untilThree(), 1);
    for (let run = 2; run <= 5; run += 1) await passUntil(DAY_MS, run);
    // The first and the second are three days old.
    await tidemark.until(async () => (await eventsOf('BackupDeleted')).length === 2);
    expect(await backups()).toHaveLength(3);
    expect(await readdir(folder())).toHaveLength(3);
    await set({ ...DAILY, keepLast: 2 });
    await tidemark.until(async () => (await eventsOf('BackupDeleted')).length === 3);
    expect(await readdir(folder())).toHaveLength(2);
    const [deleted] = await eventsOf('BackupDeleted');
    expect(deleted).toMatchObject({ data: { because: 'retention' } });
    const gone = await tidemark.send(`GET /v1/backups/${String(deleted?.['stream']).slice(-36)}`);
    expect(gone.status).toBe(404);
  });

  test('keeps the older ones while no newer archive is whole', async () => {
    await set({ ...DAILY, keepLast: 1 });
    await passUntil(untilThree(), 1);
    const [file = ''] = await readdir(folder());
    await set(DAILY);
    await passUntil(DAY_MS, 2);
    const newest = (await readdir(folder())).find((name) => name !== file) ?? '';
    await truncate(join(folder(), newest), 100);
    await set({ ...DAILY, keepLast: 1 });
    await tidemark.pass(HOUR_MS);
    expect(await readdir(folder())).toContain(file);
    expect(await eventsOf('BackupDeleted')).toEqual([]);
    await passUntil(DAY_MS, 3);
    await tidemark.until(async () => (await eventsOf('BackupDeleted')).length === 2);
    expect(await readdir(folder())).toHaveLength(1);
    expect(tidemark.defects.map(String)).toEqual([
      expect.stringMatching(/is kept, because no archive of a newer one is whole/),
    ]);
    (tidemark.defects as unknown[]).splice(0);
  });

  test('records a failure, and raises an alarm until there is an archive', async () => {
    await set(DAILY);
    await rm(folder(), { recursive: true });
    await writeFile(folder(), 'in the way');
    await passUntil(untilThree(), 1);
    const reason = expect.stringMatching(/no folder/) as unknown;
    const [failed] = await eventsOf('BackupFailed');
    expect(failed).toMatchObject({ data: { reason, path: 'nightly' } });
    expect((await schedule())['last']).toMatchObject({ status: 'failed', reason });
    const alarms = async (): Promise<unknown> => (await tidemark.get('/readyz'))['alarms'];
    expect(await alarms()).toMatchObject([{ kind: 'backup-overdue', detail: reason }]);
    const gauges = async (): Promise<string> => (await fetch(`${tidemark.url}/metrics`)).text();
    expect(await gauges()).toMatch(/^tidemark_backup_overdue 1$/m);
    const overdue = async (): Promise<readonly Json[]> =>
      (await tidemark.items('/v1/attention')).filter(({ kind }) => kind === 'backup-overdue');
    const [item] = await overdue();
    expect(item).toMatchObject({
      since: { position: String(failed?.['position']) },
      thing: { kind: 'backup', name: 'nightly' },
      due: String((await schedule())['next']),
    });
    await rm(folder());
    await mkdir(folder());
    const { method, path, body } = item?.['remedy'] as Readonly<Record<string, string>> & Json;
    expect((await tidemark.send(`${String(method)} ${String(path)}`, body as Json)).status).toBe(
      201,
    );
    expect([await alarms(), await overdue()]).toEqual([undefined, []]);
    expect(await gauges()).toMatch(/^tidemark_backup_overdue 0$/m);
    expect(await gauges()).toMatch(/^tidemark_last_archive_timestamp_seconds [1-9]/m);
  });

  test('shows in a what-if whose time passes, and writes no file there', async () => {
    await set({ ...DAILY, keepLast: 1 });
    const { body } = await tidemark.send('POST /v1/what-if', {
      commands: [{ method: 'POST', path: '/v1/groups/SQL/online' }],
      advance: 3 * DAY_MS,
    });
    const types = (body['events'] as Json[]).map(({ type }) => String(type));
    expect(types.filter((type) => type.startsWith('Backup'))).toEqual([
      'BackupTaken',
      'BackupTaken',
      'BackupDeleted',
      'BackupTaken',
      'BackupDeleted',
    ]);
    expect(await readdir(folder())).toEqual([]);
    expect(await backups()).toEqual([]);
  });
});
