import { describe, expect, test } from '@jest/globals';

import { heldKey } from './held-key.js';
import { KEY, type Json } from './tidemark.js';

describe('drift', () => {
  const { scene, send, get, hold, release, move, unrestored, checkpoint } = heldKey();

  const drift = (query = ''): Promise<readonly Json[]> => scene.tidemark.items(`/v1/drift${query}`);

  const states = async (query = ''): Promise<readonly unknown[]> =>
    (await drift(query)).map(({ node, state }) => [node, state]);

  test('says how each possible owner stands to the stored copy', async () => {
    const id = String((await checkpoint())['id']);
    expect(await drift()).toEqual([
      {
        ...{ checkpoint: id, resource: 'Server', node: 'node-a', state: 'equal' },
        ...{ differences: 0, wouldLose: [], more: false },
      },
      {
        ...{ checkpoint: id, resource: 'Server', node: 'node-b', state: 'missing' },
        ...{ differences: 1, wouldLose: [], more: false },
      },
    ]);
  });

  test('names an edit that the next online would overwrite, before it happens', async () => {
    await move('node-b');
    await move('node-a');
    expect(await states()).toEqual([
      ['node-a', 'equal'],
      ['node-b', 'equal'],
    ]);
    await scene.tidemark.edit('node-b', 'mine');
    const [, item] = await drift();
    expect(item).toMatchObject({
      ...{ state: 'different', differences: 1, more: false },
      wouldLose: [
        {
          ...{ key: KEY, name: 'Port', rule: 'R3', victims: [] },
          lost: { type: 'REG_SZ', text: 'mine' },
          kept: { type: 'REG_SZ', text: 'first' },
          writtenAt: { actor: expect.any(String), position: expect.any(String) },
        },
      ],
    });
    await move('node-b');
    const [row] = await scene.tidemark.items('/v1/lost-writes');
    const [foretold] = item?.['wouldLose'] as readonly Json[];
    expect(row).toMatchObject(foretold ?? {});
    expect(await states()).toEqual([
      ['node-a', 'equal'],
      ['node-b', 'equal'],
    ]);
  });

  test('calls no edit lost that the way offline captures', async () => {
    await move('node-b');
    await move('node-a');
    await scene.tidemark.edit('node-a', 'second');
    const [owner, other] = await drift();
    expect(owner).toMatchObject({ state: 'equal', wouldLose: [] });
    expect(other).toMatchObject({ state: 'different', differences: 1, wouldLose: [] });
  });

  test('knows what was captured before the resource changed its group', async () => {
    await move('node-b');
    await scene.tidemark.edit('node-b', 'captured there');
    await move('node-a');
    await scene.tidemark.edit('node-a', 'second');
    await send('POST /v1/resources/Server/offline');
    await send('POST /v1/groups', { name: 'Other', owner: 'node-a' });
    expect((await send('PATCH /v1/resources/Server', { group: 'Other' })).status).toBe(200);
    const [, other] = await drift();
    expect(other).toMatchObject({ node: 'node-b', state: 'different', wouldLose: [] });
  });

  test('names who holds a key, and loses nothing where the restore is blocked', async () => {
    await scene.tidemark.edit('node-b', 'mine');
    await hold();
    const [, held] = await drift();
    expect(held).toMatchObject({ heldBy: 'winlogon', state: 'different', wouldLose: [] });
    await release();
    const [, free] = await drift();
    expect(free).not.toHaveProperty('heldBy');
    expect(free?.['wouldLose']).toHaveLength(1);
  });

  test('is unrestored where the resource runs without its restore', async () => {
    await unrestored();
    await release();
    expect(await states()).toEqual([
      ['node-a', 'equal'],
      ['node-b', 'unrestored'],
    ]);
    await scene.tidemark.edit('node-b', '7', [KEY, 'Pid']);
    const items = await drift();
    expect(items.map(({ differences }) => differences as number)).toEqual([1, 1]);
    expect(items[1]?.['wouldLose']).toMatchObject([
      { name: 'Port', lost: { text: 'stale' }, kept: { text: 'first' } },
    ]);
  });

  test('is of a moment, and of the things that the filters name', async () => {
    await send('PUT /v1/tags/before');
    await scene.tidemark.edit('node-b', 'mine');
    const { id } = await checkpoint();
    expect(await states('?at=before')).toEqual([
      ['node-a', 'equal'],
      ['node-b', 'missing'],
    ]);
    for (const filter of [
      'node=NODE-B',
      'node=node-b&resource=server',
      `node=node-b&checkpoint=${String(id)}`,
    ])
      expect(await states(`?${filter}`)).toEqual([['node-b', 'different']]);
    const { body, headers } = await send('GET /v1/drift?at=before');
    expect(body['moment']).toMatchObject({
      position: headers.get('tidemark-position'),
      tag: 'before',
    });
  });

  test.each(['node=none', 'resource=none', 'checkpoint=none', 'node=node-c&at=before'])(
    'is 404 for a filter that names nothing: %s',
    async (filter) => {
      await send('PUT /v1/tags/before');
      await send('POST /v1/nodes', { name: 'node-c' });
      expect((await send(`GET /v1/drift?${filter}`)).status).toBe(404);
    },
  );

  test('is listed in pages', async () => {
    await send('POST /v1/nodes', { name: 'node-c' });
    await send('POST /v1/resources/Server/checkpoints', {
      key: 'SOFTWARE\\Later',
      missing: 'allow',
    });
    const whole = await drift('?limit=100');
    expect(whole).toHaveLength(6);
    const paged: Json[] = [];
    for (let cursor = ''; ;) {
      const page = await get(`/v1/drift?limit=1${cursor}`);
      paged.push(...(page['items'] as Json[]));
      if (page['next'] === null) break;
      cursor = `&cursor=${String(page['next'])}`;
    }
    expect(paged).toEqual(whole);
    expect((await send('GET /v1/drift?limit=1&cursor=none')).status).toBe(400);
  });
});
