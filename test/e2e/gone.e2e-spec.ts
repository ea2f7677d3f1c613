import { generateKeyPairSync } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { KEY, Tidemark, type Answer, type Json } from './tidemark.js';

const pem = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
});

describe('things that are gone', () => {
  let tidemark: Tidemark;
  const ids: Record<string, string> = {};

  const ask = (path: string): Promise<Answer> => tidemark.send(`GET ${path}`);
  const made = async (request: string, body: Json): Promise<string> =>
    String(((await tidemark.send(request, body)).body['result'] as Json)['id']);

  beforeAll(async () => {
    tidemark = await Tidemark.start();
    for (const name of ['node-a', 'node-b']) ids[name] = await made('POST /v1/nodes', { name });
    ids['SQL'] = await made('POST /v1/groups', { name: 'SQL', owner: 'node-a' });
    ids['Server'] = await made('POST /v1/resources', {
      ...{ name: 'Old', type: 'Generic Service', group: 'SQL' },
    });
    await tidemark.send('PATCH /v1/resources/Old', { name: 'Server' });
    await tidemark.edit('node-a', 'first');
    ids['registry'] = await made('POST /v1/resources/Server/checkpoints', { key: KEY });
    ids['container'] = await made('PUT /v1/nodes/node-a/key-containers', {
      ...{ type: 24, container: 'C', pem },
    });
    await tidemark.send('POST /v1/resources/Server/online');
    await tidemark.edit('node-a', 'second');
    await tidemark.send('POST /v1/resources/Server/offline');
    await tidemark.edit('node-a', 'lost');
    await tidemark.send('POST /v1/resources/Server/online');
    await tidemark.send('POST /v1/resources/Server/offline');
    await tidemark.send('DELETE /v1/nodes/node-a/key-containers/' + (ids['container'] ?? ''));
    await tidemark.send(`DELETE /v1/resources/Server/checkpoints/${ids['registry'] ?? ''}`);
  });

  afterAll(() => tidemark.stop());

  test('a checkpoint and a key container name the last position at which they were there', async () => {
    for (const path of [
      `/v1/resources/Server/checkpoints/${ids['registry'] ?? ''}`,
      `/v1/nodes/node-a/key-containers/${ids['container'] ?? ''}`,
    ]) {
      const gone = await ask(path);
      const last = String(gone.body['lastPosition']);
      expect([path, gone.status, last]).toEqual([path, 404, expect.stringMatching(/^\d+$/)]);
      expect([path, (await ask(`${path}?at=${last}`)).status]).toEqual([path, 200]);
      const [, after] = await tidemark.items(`/v1/events?from=${last}&limit=2`);
      const next = String(after?.['position']);
      const then = await ask(`${path}?at=${next}`);
      expect([path, then.status, then.body['lastPosition']]).toEqual([path, 404, last]);
    }
    const [added] = await tidemark.items('/v1/events?type=ResourceAdded');
    const early = `checkpoints/${ids['registry'] ?? ''}?at=${String(added?.['position'])}`;
    const then = await ask(`/v1/resources/Old/${early}`);
    expect([then.status, then.body['lastPosition']]).toEqual([404, undefined]);
    const other = await ask(`/v1/nodes/node-b/key-containers/${ids['container'] ?? ''}`);
    expect([other.status, other.body['lastPosition']]).toEqual([404, undefined]);
  });

  test('the captures of a deleted checkpoint, then of a deleted resource, still answer', async () => {
    const captures = `checkpoints/${ids['registry'] ?? ''}/captures`;
    const before = await tidemark.items(`/v1/resources/Server/${captures}`);
    const content = await tidemark.get(`/v1/resources/Server/${captures}/1`);
    expect(before.length).toBeGreaterThan(1);
    expect(content['content']).toMatchObject({ node: 'node-a', key: KEY, exists: true });
    const losses = await tidemark.items('/v1/lost-writes');
    expect(losses).toMatchObject([{ resource: 'Server', node: 'node-a' }]);
    const events = await tidemark.items(`/v1/events?resource=Server&limit=1000`);
    const history = await tidemark.items(`/v1/nodes/node-a/registry/history?key=${KEY}`);

    await tidemark.send('DELETE /v1/resources/Server');
    await tidemark.send('DELETE /v1/groups/SQL');
    await tidemark.send('POST /v1/nodes/node-a/stop');
    expect(await tidemark.status('DELETE /v1/nodes/node-a')).toBe(0);
    for (const path of ['resources/Server', 'groups/SQL', 'nodes/node-a']) {
      const gone = await ask(`/v1/${path}`);
      expect([path, gone.status]).toEqual([path, 404]);
      expect(gone.body['lastPosition']).toMatch(/^\d+$/);
    }

    const server = ids['Server'] ?? '';
    const node = ids['node-a'] ?? '';
    expect(await tidemark.items(`/v1/resources/${server}/${captures}`)).toEqual(before);
    expect(await tidemark.get(`/v1/resources/${server}/${captures}/1`)).toEqual(content);
    expect((await ask(`/v1/resources/Server/${captures}`)).status).toBe(404);
    for (const filter of ['', `?resource=${server}`, `?node=${node}`])
      expect(await tidemark.items(`/v1/lost-writes${filter}`)).toEqual(losses);
    const later = await tidemark.items(`/v1/events?resource=${server}&limit=1000`);
    expect(later.slice(0, events.length)).toEqual(events);
    expect(later.length).toBeGreaterThan(events.length);
    expect((await tidemark.items(`/v1/events?group=${ids['SQL'] ?? ''}`)).length).toBeGreaterThan(
      1,
    );
    expect(await tidemark.items(`/v1/nodes/${node}/registry/history?key=${KEY}`)).toEqual(history);
    expect((await ask(`/v1/nodes/${node}/registry?key=${KEY}`)).body['lastPosition']).toMatch(/\d/);
  });

  test('a checkpoint of another resource, and one that never was, have no captures here', async () => {
    await tidemark.send('POST /v1/groups', { name: 'Web', owner: 'node-b' });
    await tidemark.send('POST /v1/resources', {
      ...{ name: 'Site', type: 'Generic Service', group: 'Web' },
    });
    for (const id of [ids['registry'] ?? '', 'none'])
      for (const path of ['captures', 'captures/1'])
        expect(await tidemark.status(`GET /v1/resources/Site/checkpoints/${id}/${path}`)).toBe(2);
  });
});
