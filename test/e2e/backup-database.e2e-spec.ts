import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';

import { beforeEach, describe, expect, test } from '@jest/globals';

import { databaseCalls, refusal } from './database-calls.js';

const calls = databaseCalls();

const folder = (...names: string[]): string => calls.folder(...names);

describe('BackupClusterDatabase', () => {
  beforeEach(() => calls.begin());

  test('writes the files of Windows at the top, and the events', async () => {
    const { status, body } = await calls.backup('night/');
    expect([status, body['folder'], body['path']]).toEqual([200, 'night', undefined]);
    const names = (await readdir(folder('night'))).toSorted();
    const { id } = await calls.tidemark.get('/v1/resources/Server');
    const known = ['Clusbackup.dat', 'README.txt', 'SHA256', 'events', 'manifest.json', String(id)];
    expect(new Set(names)).toEqual(
      new Set([...known, names.find((name) => /^chk[0-9a-f]{4}\.tmp$/.test(name))]),
    );
    expect(names).toHaveLength(7);
    expect(await readdir(folder('night', String(id)))).toEqual(['00000001.CPT']);
    expect((await readFile(folder('night', 'Clusbackup.dat'))).length).toBe(0);
    expect(await calls.tidemark.items('/v1/backups')).toMatchObject([{ folder: 'night' }]);
    const archive = await fetch(`${calls.tidemark.url}/v1/backups/${String(body['id'])}/archive`);
    expect(archive.status).toBe(200);
  });

  test.each<[string, string, number, number]>([
    ['a folder with a backup', 'taken', 409, 183],
    ['a folder with a part of one', 'part', 409, 183],
    ['a file', 'file', 422, 267],
    ['a folder that is not there', 'none', 404, 3],
    ['a path outside', '../outside', 422, 87],
    ['a path through a link to the outside', 'link', 422, 87],
  ])('is refused for %s, and nothing is written', async (_, path, status, code) => {
    await mkdir(folder('taken'));
    await writeFile(folder('taken', 'Clusbackup.dat'), '');
    await mkdir(folder('part'));
    await writeFile(folder('part', 'README.txt'), '');
    await writeFile(folder('file'), '');
    await symlink(calls.tidemark.parts.folder, folder('link'));
    expect(refusal(await calls.backup(path))).toEqual([status, code]);
    expect(await readdir(folder('taken'))).toEqual(['Clusbackup.dat']);
    expect(await readdir(folder('part'))).toEqual(['README.txt']);
    expect(await calls.tidemark.items('/v1/backups')).toEqual([]);
  });

  test('keeps the other files of its folder', async () => {
    await writeFile(folder('night', 'notes.txt'), 'mine');
    expect((await calls.backup('night')).status).toBe(200);
    expect(await readFile(folder('night', 'notes.txt'), 'utf8')).toBe('mine');
    expect(refusal(await calls.backup('night'))).toEqual([409, 183]);
  });

  test('is refused while the cluster is read-only', async () => {
    await calls.tidemark.send('POST /v1/cluster/state', { state: 'read-only' });
    expect(refusal(await calls.backup('night'))).toEqual([503, 70]);
    expect(await readdir(folder('night'))).toEqual([]);
  });
});

test.each(['backup', 'restore'])('%s-database has no dry run', async (call) => {
  await calls.begin();
  const request = `POST /v1/cluster/${call}-database?dryRun=true`;
  expect((await calls.tidemark.send(request, { path: 'night' })).status).toBe(400);
  expect(await readdir(folder('night'))).toEqual([]);
});

test('Windows Server 2008 removed both calls, and the answer says what to use', async () => {
  await calls.begin({ TIDEMARK_PROFILE: '2022' });
  for (const answer of [await calls.backup('night'), await calls.restore()]) {
    expect(refusal(answer)).toEqual([501, 120]);
    expect(answer.body['detail']).toMatch(/POST \/v1\/backups/);
  }
  expect(await readdir(folder('night'))).toEqual([]);
});
