import { describe, expect, test } from '@jest/globals';

import { heldKey } from './held-key.js';
import { KEY } from './tidemark.js';

describe('a stored copy', () => {
  const { scene, send, get, hold, release, move, value, unrestored, ...held } = heldKey();
  const { checkpoint, reasons, command } = held;

  test('restores the newest capture under a running resource only by force', async () => {
    await unrestored();
    await release();
    const refused = await command('restore');
    expect(refused).toMatchObject({ status: 409, body: { win32: { code: 5019 } } });
    const { status, body } = await command('restore', { reason: 'now', force: true });
    expect(status).toBe(200);
    expect(body['result']).toMatchObject({ unrestored: null });
    expect(await value('node-b')).toBe('first');
    expect(await reasons()).toEqual(['added', 'going-offline']);
    expect(await scene.tidemark.items('/v1/lost-writes')).toEqual([]);
  });

  test('refuses a restore while the key is held, and names the holder', async () => {
    await unrestored();
    const answer = await command('restore', { reason: 'now', force: true });
    expect(answer).toMatchObject({
      status: 409,
      body: { type: 'urn:tidemark:problem:held', holder: 'winlogon' },
    });
    const { operation } = answer.body;
    expect((await get(`/v1/events?operation=${String(operation)}`))['items']).toEqual([
      expect.objectContaining({ type: 'RegistryCheckpointRestoreFailed', reason: 'now' }),
    ]);
    expect(await checkpoint()).toMatchObject({ unrestored: { wanted: 2 } });
  });

  test('puts an older capture back while offline, and the next online keeps it', async () => {
    await scene.tidemark.edit('node-a', 'second');
    await send('POST /v1/resources/Server/offline');
    expect((await command('restore', { reason: 'undo', capture: 1 })).status).toBe(200);
    expect(await value('node-a')).toBe('first');
    expect((await reasons()).at(-1)).toBe('reverted');
    await send('POST /v1/resources/Server/online');
    expect(await value('node-a')).toBe('first');
  });

  test('puts an older capture back under a running resource, and captures that', async () => {
    await scene.tidemark.edit('node-a', 'second');
    await command('restore', { reason: 'undo', capture: 1, force: true });
    expect(await value('node-a')).toBe('first');
    expect((await reasons()).at(-1)).toBe('reverted');
    await move('node-b');
    expect(await value('node-b')).toBe('first');
  });

  test('takes the content of the node as the stored copy', async () => {
    await unrestored();
    const { status, body } = await command('recapture');
    expect(status).toBe(200);
    expect(body['result']).toMatchObject({ unrestored: null, captures: 3 });
    expect((await reasons()).at(-1)).toBe('recaptured');
    await move('node-a');
    expect(await value('node-a')).toBe('stale');
  });

  test('refuses to take an absent key as the stored copy', async () => {
    await send('PATCH /v1/nodes/node-b/registry', { changes: [{ op: 'delete-key', key: KEY }] });
    await hold();
    await move('node-b');
    expect(await command('recapture')).toMatchObject({
      status: 404,
      body: { win32: { code: 2 } },
    });
    expect(await reasons()).toEqual(['added', 'going-offline']);
  });

  test.each(['restore', 'recapture'] as const)('needs a reason to %s', async (name) => {
    expect(await command(name, {})).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/reason' }] },
    });
  });

  test('shows a preview of a restore, and refuses the restore if something changed since', async () => {
    await unrestored();
    await release();
    const before: unknown = (await get('/v1/events?limit=1'))['items'];
    const preview = await command('restore', { dryRun: true });
    expect(preview.body).toMatchObject({
      diff: {
        summary: { added: 0, removed: 0, changed: 1 },
        items: [
          {
            key: KEY,
            name: 'Port',
            change: 'changed',
            left: { value: { type: 'REG_SZ', text: 'stale' }, writtenAt: expect.anything() },
            right: { value: { type: 'REG_SZ', text: 'first' } },
          },
        ],
        more: false,
      },
      lostWrites: {
        rows: 1,
        values: 1,
        items: [{ node: 'node-b', lostFrom: 'node', name: 'Port', lost: { text: 'stale' } }],
      },
      expect: expect.any(String),
    });
    expect((await get('/v1/events?limit=1'))['items']).toEqual(before);
    const body = { reason: 'as seen', force: true, expect: preview.body['expect'] as string };
    await scene.tidemark.edit('node-b', 'edited since');
    expect((await command('restore', body)).status).toBe(412);
    expect(await value('node-b')).toBe('edited since');
    const again = (await command('restore', { dryRun: true })).body['expect'] as string;
    expect((await command('restore', { ...body, expect: again })).status).toBe(200);
  });

  test('refuses a capture that does not exist', async () => {
    expect(await command('restore', { reason: 'x', capture: 99, force: true })).toMatchObject({
      status: 404,
      body: { win32: { code: 2 } },
    });
  });
});
