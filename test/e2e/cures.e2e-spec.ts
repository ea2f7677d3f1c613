import { describe, expect, test } from '@jest/globals';

import { curing, setText } from './curing.js';
import { KEY, type Answer, type Json } from './tidemark.js';

const SUB = `${KEY}\\Sub`;

const { scene, send, get, value, edit, textOf, position, ...held } = curing();
const { checkpoint, captures, path, reasons, hold } = held;

const offline = (): Promise<Answer> => send('POST /v1/resources/Server/offline');
const online = (): Promise<Answer> => send('POST /v1/resources/Server/online');

describe('an edit of a stored copy', () => {
  const patch = async (changes: readonly Json[], more: Json = { reason: 'fix' }): Promise<Answer> =>
    send(`PATCH ${await path()}`, { changes, ...more });

  test('is what the next online restores', async () => {
    await offline();
    const { status, body } = await patch([setText('Port', 'staged'), setText('New', 'x', SUB)]);
    expect([status, body['result']]).toEqual([200, expect.objectContaining({ captures: 3 })]);
    expect((await captures()).at(-1)).toMatchObject({ reason: 'staged', source: { capture: 2 } });
    await online();
    expect(await value('node-a')).toBe('staged');
    expect(await textOf('New', SUB)).toBe('x');
  });

  test('is refused while the resource is online, with 5019', async () => {
    for (const more of [{ reason: 'x' }, { dryRun: true }])
      expect(await patch([setText('Port', 'x')], more)).toMatchObject({
        status: 409,
        body: { win32: { code: 5019 } },
      });
  });

  test.each<[string, readonly Json[], number, string]>([
    [
      'a key outside',
      [setText('A', 'x'), setText('A', 'x', 'SOFTWARE\\Other')],
      400,
      '/changes/1/key',
    ],
    ['a key above', [{ op: 'delete-key', key: 'SOFTWARE' }], 400, '/changes/0/key'],
    ['a change without a value', [{ op: 'set', key: KEY, name: 'A' }], 400, '/changes/0/value'],
  ])('is refused with %s', async (_, changes, status, pointer) => {
    await offline();
    const answer = await patch(changes);
    expect([answer.status, answer.body['errors'][0].pointer]).toEqual([status, pointer]);
    expect(await reasons()).toEqual(['added', 'going-offline']);
  });

  test('that has no effect writes nothing, and one that is long names its limit', async () => {
    await offline();
    expect((await patch([setText('Port', 'first')])).body['events']).toEqual([]);
    const long = await patch(['A', 'B', 'C'].map((name) => setText(name, 'x'.repeat(250_000))));
    expect([long.status, long.body['detail']]).toEqual([422, expect.stringMatching(/640 KiB/)]);
  });

  test('shows its effect, and is refused if the copy has changed since', async () => {
    await offline();
    const { body: preview } = await patch([setText('Port', 'staged')], { dryRun: true });
    expect(preview).toMatchObject({
      diff: { summary: { added: 0, removed: 0, changed: 1 } },
      lostWrites: { items: [{ lostFrom: 'capture', lost: { text: 'first' } }] },
    });
    await patch([setText('Port', 'other')]);
    const stale = await patch([setText('Port', 'staged')], {
      reason: 'x',
      expect: preview['expect'] as string,
    });
    expect([stale.status, stale.body['errors'][0].detail]).toEqual([
      412,
      expect.stringMatching(/stored copy of checkpoint/),
    ]);
  });
});

describe('a revert of a registry', () => {
  const revert = (more: Json): Promise<Answer> =>
    send('POST /v1/nodes/node-a/registry/revert', { key: KEY, reason: 'back', ...more });

  test('brings a value back, and no other one', async () => {
    const at = await position();
    await edit(setText('Port', 'bad'), setText('Other', 'kept'));
    const { status, body } = await revert({ name: 'port', to: { at } });
    expect(status).toBe(200);
    expect(body['result']).toMatchObject({ node: 'node-a', captured: [{ number: 3 }] });
    expect([await textOf('Port'), await textOf('Other')]).toEqual(['first', 'kept']);
    expect((await reasons()).at(-1)).toBe('reverted');
  });

  test('brings a key back with everything below it', async () => {
    const at = await position();
    await edit(setText('Port', 'bad'), setText('Other', 'x'), setText('Deep', 'y', SUB));
    expect((await revert({ to: { at } })).status).toBe(200);
    expect(await get(`/v1/nodes/node-a/registry?key=${KEY}&depth=all`)).toMatchObject({
      values: [{ name: 'Port', value: { text: 'first' } }],
      keys: [],
    });
  });

  test('brings a deleted key back, and deletes what was not there', async () => {
    const before = await position();
    await edit({ op: 'delete-key', key: KEY });
    const without = await position();
    expect((await revert({ to: { at: before } })).status).toBe(200);
    expect(await value('node-a')).toBe('first');
    expect((await revert({ to: { at: without } })).status).toBe(200);
    expect(await textOf('Port')).toBeUndefined();
    expect((await captures()).at(-1)).toMatchObject({ number: 4, reason: 'reverted' });
  });

  test.each(['the key', 'a key above', 'a value'] as const)(
    'brings %s of a stored copy back too, while the resource is not online',
    async (what) => {
      const at = await position();
      await edit(setText('Port', 'bad'));
      await offline();
      await edit(setText('Port', 'worse'));
      const place = {
        'the key': {},
        'a key above': { key: 'SOFTWARE' },
        'a value': { name: 'Port' },
      };
      const { body: preview } = await revert({ ...place[what], to: { at }, dryRun: true });
      expect((preview['diff'] as Json)['items']).toEqual([
        expect.objectContaining({
          checkpoint: null,
          left: expect.objectContaining({ value: { type: 'REG_SZ', text: 'worse' } }),
        }),
        expect.objectContaining({ checkpoint: (await checkpoint())['id'] as unknown }),
      ]);
      const more = { ...place[what], to: { at }, expect: preview['expect'] as string };
      expect((await revert(more)).status).toBe(200);
      expect(await value('node-a')).toBe('first');
      expect((await captures()).at(-1)).toMatchObject({
        reason: 'reverted',
        changed: expect.anything(),
      });
      await online();
      expect(await value('node-a')).toBe('first');
      expect(await scene.tidemark.items('/v1/lost-writes')).toEqual([]);
    },
  );

  test('is refused if the place has moved, and says by which event', async () => {
    const at = await position();
    await edit(setText('Port', 'bad'));
    const { body: preview } = await revert({ to: { at }, dryRun: true });
    await edit(setText('Port', 'worse'));
    const stale = await revert({ to: { at }, expect: preview['expect'] as string });
    expect([stale.status, stale.body['detail']]).toEqual([
      412,
      expect.stringMatching(/key SOFTWARE\\Contoso\\App of node-a was changed at position \d+/),
    ]);
    expect(await value('node-a')).toBe('worse');
  });

  test('is refused for a moment before the node was there', async () => {
    expect(await revert({ to: { at: '1' } })).toMatchObject({
      status: 404,
      body: { detail: expect.stringMatching(/not there at 1/) },
    });
  });
});

test('a hold does not prevent a cure by edits', async () => {
  await send('POST /v1/groups/SQL/move', { to: 'node-b' });
  await scene.tidemark.edit('node-b', 'bad');
  await hold();
  expect(
    (await send(`POST ${await path()}/revert`, { to: { capture: 1 }, reason: 'x' })).status,
  ).toBe(200);
  expect(await value('node-b')).toBe('first');
});
