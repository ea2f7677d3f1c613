import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { checkSeal } from '#backups';

import { get, head, send, type Json } from '../crash/crashing.js';
import { Tidemark } from '../e2e/tidemark.js';
import { Launched } from '../support/launched.js';
import { SmallDisk } from '../support/small-disk.js';

const HOUR_MS = 3_600_000;
const KIB = 1024;
/** The answer may wait for room. */
const LONGEST_WAIT_MS = 1000;

const suite = SmallDisk.lack === undefined ? describe : describe.skip;
const because = SmallDisk.lack === undefined ? '' : ` (skipped: ${SmallDisk.lack})`;

suite(`a full disk of backups${because}`, () => {
  let tidemark: Tidemark;
  let disk: SmallDisk;

  beforeEach(async () => {
    tidemark = await Tidemark.start();
    disk = SmallDisk.mount(join(tidemark.parts.folder, 'backups'), 512 * KIB);
    await tidemark.form();
    await tidemark.edit('node-a', '1433');
    await tidemark.addCheckpoint('Server');
    await mkdir(join(disk.folder, 'night'));
  });

  afterEach(async () => {
    disk.unmount();
    await tidemark.stop();
    expect(tidemark.defects).toEqual([]);
  });

  const filesBelow = async (): Promise<readonly string[]> =>
    (await readdir(disk.folder, { recursive: true })).filter((name) => name !== 'filler');

  const backups = (): Promise<readonly Json[]> => tidemark.items('/v1/backups');

  test.each([
    ['an archive', 'POST /v1/backups', 'night/a.tar.zst'],
    ['a folder', 'POST /v1/cluster/backup-database', 'night'],
  ])('refuses %s, and leaves no part of it', async (_, request, path) => {
    disk.fill(4 * KIB);
    const refused = await tidemark.send(request, { path });
    expect(refused).toMatchObject({ status: 507, body: { win32: { code: 112 } } });
    expect(await filesBelow()).toEqual(['night']);
    expect(await backups()).toEqual([]);
    disk.free();
    expect((await tidemark.send(request, { path })).body['detail']).toBeUndefined();
  });

  test('fails a run of the schedule with an alarm, and the last good archive stays', async () => {
    const schedule = { cron: '0 * * * *', path: 'night', keepLast: 1 };
    await tidemark.send('PUT /v1/backups/schedule', schedule);
    const archives = async (): Promise<readonly string[]> => readdir(join(disk.folder, 'night'));
    const passed = async (type: string, count: number): Promise<void> => {
      await tidemark.pass(HOUR_MS);
      await tidemark.until(
        async () => (await tidemark.items(`/v1/events?type=${type}`)).length === count,
      );
    };
    await passed('BackupTaken', 1);
    const [good = ''] = await archives();
    disk.fill(4 * KIB);
    await passed('BackupFailed', 1);
    expect(await archives()).toEqual([good]);
    expect(await checkSeal(join(disk.folder, 'night', good))).toBeGreaterThan(0);
    expect((await tidemark.get('/readyz'))['alarms']).toMatchObject([{ kind: 'backup-overdue' }]);
    disk.free();
    await passed('BackupTaken', 2);
    await passed('BackupDeleted', 1);
    expect(await archives()).not.toContain(good);
    expect((await tidemark.get('/readyz'))['alarms']).toBeUndefined();
  });
});

suite(`a full disk of the log${because}`, () => {
  test('stops a restore, which the next start finishes once there is room', async () => {
    const data = await mkdtemp(join(tmpdir(), 'tidemark-full-'));
    const disk = SmallDisk.mount(data, 64 * 1024 * KIB);
    const start = async (): Promise<Launched> => {
      const started = await Launched.start(data);
      await started.until('/readyz', 200);
      return started;
    };
    let server = await start();
    await send(server, 'POST /v1/nodes', { name: 'node-a' });
    await send(server, 'POST /v1/groups', { name: 'Role', owner: 'node-a' });
    for (let index = 0; index < 30; index += 1) {
      const name = `R-${index}`;
      await send(server, 'POST /v1/resources', { name, type: 'Generic Service', group: 'Role' });
      await send(server, `POST /v1/resources/${name}/checkpoints`, { key: `SOFTWARE\\A ${index}` });
    }
    const backup = String((await send(server, 'POST /v1/backups', {}))?.['id']);
    for (let index = 0; index < 30; index += 1)
      await send(server, `DELETE /v1/resources/R-${index}`);
    const before = await head(server);
    disk.fill(16 * KIB);
    const body = { what: { cluster: true }, newer: 'remove', reason: 'full' };
    const answer = send(server, `POST /v1/backups/${backup}/restore`, body);
    await Promise.race([answer, server.ended, pause(LONGEST_WAIT_MS)]);
    server.signal('SIGKILL');
    await server.ended;
    disk.free();
    server = await start();
    if ((await head(server)) === before)
      await send(server, `POST /v1/backups/${backup}/restore`, body);
    await waitFor(async () => {
      const { items } = await get(server, '/v1/operations?status=running');
      return (items as Json[]).length === 0;
    });
    const { items } = await get(server, '/v1/resources?limit=100');
    expect((items as Json[]).map(({ name }) => String(name)).length).toBe(30);
    await server.stop();
    disk.unmount();
    await rm(data, { recursive: true, force: true });
  });
});

const waitFor = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await pause(20);
};
