import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { KEY, Tidemark, type Json } from './tidemark.js';

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

const take = (body: Json = {}) => tidemark.send('POST /v1/backups', body);

describe('a backup', () => {
  test('is a cut at the last event before it, with a root hash', async () => {
    const [last] = await tidemark.items('/v1/events?order=newest&limit=1');
    const { status, body, headers } = await take({ name: 'nightly', reason: 'each night' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      name: 'nightly',
      cut: { event: String(last?.['id']), position: String(last?.['position']) },
      rootHash: expect.stringMatching(/^tb1:[0-9a-f]{64}$/) as unknown,
      events: [{ type: 'BackupTaken' }],
    });
    const { result, ...fields } = body;
    expect(fields).toMatchObject(result as Json);
    expect(headers.get('location')).toBe(`/v1/backups/${String(body['id'])}`);
    const [event] = await tidemark.items('/v1/events?type=BackupTaken');
    expect(event).toMatchObject({
      rule: 'R5',
      reason: 'each night',
      command: { type: 'TakeBackup' },
    });
  });

  test('is listed and found, with a manifest of the cluster as it was', async () => {
    const first = (await take()).body;
    await tidemark.edit('node-a', '1555');
    await tidemark.send('POST /v1/nodes', { name: 'node-c' });
    const second = (await take({ name: 'second' })).body;
    const listed = await tidemark.items('/v1/backups');
    expect(listed).toEqual([second['result'], first['result']]);
    const found = await tidemark.get(`/v1/backups/${String(first['id'])}`);
    expect(found).toMatchObject(first['result'] as Json);
    const names = (of: Json): unknown =>
      ((of['manifest'] as Json)['nodes'] as Json[]).map(({ name }) => name as string);
    expect(names(found)).toEqual(['node-a', 'node-b']);
    expect(names(await tidemark.get(`/v1/backups/${String(second['id'])}`))).toEqual([
      'node-a',
      'node-b',
      'node-c',
    ]);
    const at = String((first['cut'] as Json)['position']);
    expect(await tidemark.items(`/v1/backups?at=${at}`)).toEqual([]);
  });

  test('has another root hash after any change, and the same one without a change', async () => {
    const hashes = [(await take()).body['rootHash'], (await take()).body['rootHash']];
    await tidemark.edit('node-b', '9');
    hashes.push((await take()).body['rootHash']);
    await tidemark.send('PATCH /v1/resources/Server', { restartThreshold: 7 });
    hashes.push((await take()).body['rootHash']);
    expect(new Set(hashes).size).toBe(3);
    expect(hashes[0]).toBe(hashes[1]);
  });

  test('under an Idempotency-Key is taken once', async () => {
    const headers = { 'idempotency-key': 'one' };
    const [first, again] = [
      await tidemark.send('POST /v1/backups', {}, headers),
      await tidemark.send('POST /v1/backups', {}, headers),
    ];
    expect(again.body).toEqual(first.body);
    expect(await tidemark.items('/v1/backups')).toHaveLength(1);
  });

  test.each([
    ['an empty name', { name: '' }, '/name'],
    ['a long name', { name: 'x'.repeat(256) }, '/name'],
    ['a name of another type', { name: 1 }, '/name'],
    ['an unknown field', { key: KEY }, '/key'],
  ])('is refused with %s', async (_, body, pointer) => {
    const { status, body: problem } = await take(body);
    expect([status, problem['errors'][0].pointer]).toEqual([400, pointer]);
  });

  test('that is unknown is not found', async () => {
    expect((await tidemark.send('GET /v1/backups/x')).status).toBe(404);
  });
});

describe('looking into a backup', () => {
  let id: string;

  beforeEach(async () => {
    id = String((await take()).body['id']);
    await tidemark.edit('node-a', '1555');
    await tidemark.send('POST /v1/nodes', { name: 'node-c' });
  });

  test('shows the registry of a node as it was', async () => {
    const shown = await tidemark.get(`/v1/backups/${id}/registry?node=node-a&key=${KEY}`);
    expect(shown).toMatchObject({
      node: 'node-a',
      key: KEY,
      values: [{ value: { text: '1433' } }],
    });
    const file = await fetch(`${tidemark.url}/v1/backups/${id}/registry?node=node-a&key=${KEY}`, {
      headers: { accept: 'text/x-ms-regedit' },
    });
    const text = Buffer.from(await file.arrayBuffer()).toString('utf16le');
    expect(text).toMatch(/"Port"="1433"/);
    for (const query of ['node=node-c', 'node=none'])
      expect((await tidemark.send(`GET /v1/backups/${id}/registry?${query}`)).status).toBe(404);
    expect((await tidemark.send(`GET /v1/backups/${id}/registry`)).status).toBe(400);
  });

  test('compares it with nodes, checkpoints, clusters and backups', async () => {
    const diff = (left: string, right: string): Promise<Json> =>
      tidemark.get(`/v1/diff?left=${left}&right=${right}`);
    expect(await diff(`backup:${id}`, 'node:node-a')).toMatchObject({
      left: { side: `backup:${id}` },
      items: [
        { name: 'Port', left: { value: { text: '1433' } }, right: { value: { text: '1555' } } },
      ],
    });
    const [checkpoint] = await tidemark.items('/v1/resources/Server/checkpoints');
    const copy = `checkpoint:${String(checkpoint?.['id'])}`;
    expect(await diff(copy, `backup:${id}`)).toMatchObject({ same: true });
    const things = (await diff('cluster', `backup:${id}`))['items'] as Json[];
    expect(things.some(({ thing }) => (thing as Json | undefined)?.['name'] === 'node-c')).toBe(
      true,
    );
    const second = String((await take()).body['id']);
    expect(await diff(`backup:${id}`, `backup:${second}`)).toMatchObject({ same: false });
    expect(await diff(`backup:${second}`, `backup:${second}`)).toMatchObject({ same: true });
    const none = await tidemark.send('GET /v1/diff?left=backup:x&right=cluster');
    expect(none.status).toBe(404);
  });
});
