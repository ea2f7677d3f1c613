import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { readArchive, checkSeal } from '#backups';

import { Tidemark, type Answer, type Json } from './tidemark.js';
import { faultsOf, uploadArchive } from './verifying.js';

let tidemark: Tidemark;

beforeEach(async () => {
  tidemark = await Tidemark.start();
  await tidemark.form();
  await tidemark.edit('node-a', '1433');
  await tidemark.addCheckpoint('Server');
});

afterEach(async () => {
  await tidemark.stop();
  expect(tidemark.defects).toEqual([]);
});

const take = (body: Json = {}): Promise<Answer> => tidemark.send('POST /v1/backups', body);

const folder = (): string => join(tidemark.parts.folder, 'backups');

const eventsIn = async (file: string): Promise<readonly string[]> => {
  const ids: string[] = [];
  for await (const part of readArchive(file, await checkSeal(file)))
    if (part.type === 'events') ids.push(...part.records.map(({ id }) => id));
  return ids;
};

describe('an archive', () => {
  test('is a new file with every event up to the cut', async () => {
    const ids = (await tidemark.items('/v1/events?limit=1000')).map(({ id }) => String(id));
    const { status, body } = await take({ path: 'first.tar.zst' });
    expect(status).toBe(201);
    const bytes = await readFile(join(folder(), 'first.tar.zst'));
    expect(body).toMatchObject({
      path: 'first.tar.zst',
      archive: { bytes: bytes.length, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown },
    });
    expect(await eventsIn(join(folder(), 'first.tar.zst'))).toEqual(ids);
    expect(await readdir(folder())).toEqual(['first.tar.zst']);
  });

  test.each<[string, string, number, number | undefined]>([
    ['an existing path', 'there.tar.zst', 409, 183],
    ['a path outside', '../outside.tar.zst', 422, 87],
    ['an absolute path outside', '/tmp/outside.tar.zst', 422, 87],
    ['a path through a link to the outside', 'link/x.tar.zst', 422, 87],
    ['a folder that is not there', 'none/x.tar.zst', 404, 3],
    ['the folder itself', '.', 422, 87],
    ['an empty path', '', 400, undefined],
  ])('is refused for %s, and nothing is written', async (_, path, status, code) => {
    await mkdir(folder(), { recursive: true });
    await writeFile(join(folder(), 'there.tar.zst'), 'x');
    await symlink(tidemark.parts.folder, join(folder(), 'link'));
    const refused = await take({ path });
    expect([refused.status, refused.body['win32']?.code]).toEqual([status, code]);
    expect((await readdir(folder())).toSorted()).toEqual(['link', 'there.tar.zst']);
    expect(await tidemark.items('/v1/backups')).toEqual([]);
  });

  test('is not written while the cluster is read-only', async () => {
    await tidemark.send('POST /v1/cluster/state', { state: 'read-only' });
    expect((await take({ path: 'first.tar.zst' })).body['win32']?.code).toBe(70);
    expect(await readdir(tidemark.parts.folder)).not.toContain('backups');
  });

  test('is given out, from its file or made for the request', async () => {
    const withFile = (await take({ path: 'first.tar.zst' })).body;
    const without = (await take()).body;
    for (const { id } of [withFile, without]) {
      const answer = await fetch(`${tidemark.url}/v1/backups/${String(id)}/archive`);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        200,
        'application/zstd',
      ]);
      const file = join(tidemark.parts.folder, 'downloaded.tar.zst');
      await writeFile(file, new Uint8Array(await answer.arrayBuffer()));
      expect((await eventsIn(file)).length).toBeGreaterThan(10);
    }
    const left = (await readdir(tidemark.parts.folder)).filter((name) => name.startsWith('job-'));
    expect(left).toEqual([]);
  });
});

describe('verifying', () => {
  test('a backup finds no fault in one that is whole', async () => {
    const { body } = await take();
    await tidemark.edit('node-a', '1555');
    expect(
      await faultsOf(
        tidemark,
        await tidemark.send(`POST /v1/backups/${String(body['id'])}/verify`),
      ),
    ).toEqual([]);
    const [job] = await tidemark.items('/v1/jobs');
    expect([job?.['kind'], job?.['backup']]).toEqual(['verify-backup', body['id']]);
    expect((await tidemark.send('POST /v1/backups/x/verify')).status).toBe(404);
  });

  test('an archive finds no fault in one that is whole, and names what is wrong', async () => {
    await take({ path: 'first.tar.zst' });
    const bytes = await readFile(join(folder(), 'first.tar.zst'));
    expect(await faultsOf(tidemark, await uploadArchive(tidemark, new Uint8Array(bytes)))).toEqual(
      [],
    );
    const flipped = new Uint8Array(bytes);
    flipped[500] = (flipped[500] ?? 0) ^ 1;
    expect((await faultsOf(tidemark, await uploadArchive(tidemark, flipped)))[0]).toMatchObject({
      what: 'archive',
    });
    const cut = new Uint8Array(bytes.subarray(0, -1));
    expect((await faultsOf(tidemark, await uploadArchive(tidemark, cut)))[0]).toMatchObject({
      what: 'archive',
    });
    const left = (await readdir(tidemark.parts.folder)).filter((name) => name.startsWith('job-'));
    expect(left).toEqual([]);
  });

  test('needs an archive', async () => {
    const none = await tidemark.send('POST /v1/backups/verify');
    expect(none.status).toBe(400);
    const json = await tidemark.send('POST /v1/backups/verify', {});
    expect(json.status).toBe(400);
  });
});

describe('an archive as a side of a comparison', () => {
  const diff = (left: string, right: string): Promise<Answer> =>
    tidemark.send(`GET /v1/diff?left=${left}&right=${right}`);

  test('is what the other side names, as of its cut', async () => {
    await take({ path: 'before @ work.tar.zst' });
    await tidemark.edit('node-a', '1555');
    await take({ path: 'after.tar.zst' });
    const [before, after] = ['archive:before @ work.tar.zst', 'archive:after.tar.zst'];
    const found = await diff(before, 'node:node-a');
    expect([found.status, found.body['detail']]).toEqual([200, undefined]);
    expect(found.body).toMatchObject({
      left: { side: before },
      items: [
        { name: 'Port', left: { value: { text: '1433' } }, right: { value: { text: '1555' } } },
      ],
    });
    expect((await diff(after, 'node:node-a')).body).toMatchObject({ same: true });
    expect((await diff(before, after)).body).toMatchObject({ same: false });
    expect((await diff('cluster', after)).body['items']).toEqual([]);
  });

  test('has to be whole, to be of this log, and to be below the folder of backups', async () => {
    await take({ path: 'whole.tar.zst' });
    const bytes = await readFile(join(folder(), 'whole.tar.zst'));
    bytes[1000] = (bytes[1000] ?? 0) ^ 1;
    await writeFile(join(folder(), 'changed.tar.zst'), bytes);
    await mkdir(join(folder(), 'folder.tar.zst'));
    const other = await Tidemark.start();
    try {
      await other.form();
      await other.send('POST /v1/backups', { path: 'other.tar.zst' });
      const file = join(other.parts.folder, 'backups', 'other.tar.zst');
      await writeFile(join(folder(), 'other.tar.zst'), await readFile(file));
    } finally {
      await other.stop();
    }
    const refusal = async (name: string): Promise<unknown> => {
      const { status, body } = await diff('cluster', `archive:${name}`);
      return [status, (body['win32'] as Json | undefined)?.['code'], body['errors']?.[0]?.pointer];
    };
    expect(await refusal('missing.tar.zst')).toEqual([404, 2, undefined]);
    expect(await refusal('nowhere/whole.tar.zst')).toEqual([404, 3, undefined]);
    expect(await refusal('../../x')).toEqual([422, 87, '/path']);
    expect(await refusal('changed.tar.zst')).toEqual([422, 5087, undefined]);
    expect(await refusal('folder.tar.zst')).toEqual([422, 87, undefined]);
    expect(await refusal('other.tar.zst')).toEqual([400, undefined, '/right']);
  });
});
