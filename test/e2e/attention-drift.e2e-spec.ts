import { describe, expect, test } from '@jest/globals';

import { roleOnline } from './scenes.js';
import { KEY, type Json } from './tidemark.js';

type Mending = Readonly<{ method: string; path: string; body?: Json }>;

describe('an edit that the next online would overwrite', () => {
  const scene = roleOnline();
  const { send } = scene;

  const items = async (): Promise<readonly Json[]> =>
    (await scene.tidemark.items('/v1/attention')).filter(({ kind }) => kind === 'drift');

  const mend = async (): Promise<Mending> => {
    const [item] = await items();
    const remedy = item?.['remedy'] as Mending;
    const { status } = await send(`${remedy.method} ${remedy.path}` as 'POST /', remedy.body);
    expect([remedy.path, status]).toEqual([remedy.path, 200]);
    expect(await items()).toEqual([]);
    return remedy;
  };

  test('needs an operator, and the same edit where the resource runs keeps it', async () => {
    await send('POST /v1/groups/SQL/move', { to: 'node-b' });
    await send('POST /v1/groups/SQL/move', { to: 'node-a' });
    await scene.tidemark.edit('node-a', 'second');
    expect(await items()).toEqual([]);
    await scene.tidemark.edit('node-b', 'mine');
    await scene.tidemark.edit('node-b', 'x', [`${KEY}\\New`, 'Port']);
    const [item] = await items();
    expect(item).toMatchObject({
      severity: 'warning',
      thing: { kind: 'checkpoint', name: KEY, resource: 'Server', node: 'node-b' },
      since: { position: expect.any(String) },
      detail: expect.stringContaining('would overwrite Port of') as unknown,
    });
    const { path } = await mend();
    expect(path).toBe('/v1/nodes/node-a/registry');
    expect(await scene.tidemark.value('node-a')).toBe('mine');
    await send('POST /v1/groups/SQL/move', { to: 'node-b' });
    expect((await scene.tidemark.items('/v1/lost-writes')).length).toBe(0);
  });

  test('on the owner of an offline resource becomes the stored copy', async () => {
    await send('POST /v1/resources/Server/offline');
    await scene.tidemark.edit('node-a', 'mine');
    const { path } = await mend();
    expect(path).toMatch(/\/recapture$/);
    await send('POST /v1/resources/Server/online');
    expect(await scene.tidemark.value('node-a')).toBe('mine');
  });

  test('of an offline resource on another node keeps the resource off it', async () => {
    await send('POST /v1/resources/Server/offline');
    await scene.tidemark.edit('node-b', 'mine');
    const { method, path } = await mend();
    expect([method, path]).toEqual(['DELETE', '/v1/resources/Server/possible-owners/node-b']);
  });
});
