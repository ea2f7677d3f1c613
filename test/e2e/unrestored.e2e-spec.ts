import { describe, expect, test } from '@jest/globals';

import { roleOnline } from './scenes.js';
import { KEY, type Answer, type Json } from './tidemark.js';

const HOLDS = `/v1/nodes/node-b/registry/holds?key=${KEY}`;

describe('a restore that fails', () => {
  const scene = roleOnline();
  const { send, get } = scene;

  const hold = (): Promise<Answer> => send(`PUT ${HOLDS}`, { holder: 'winlogon' });
  const release = (): Promise<Answer> => send(`DELETE ${HOLDS}`);
  const move = (to: string): Promise<Answer> => send('POST /v1/groups/SQL/move', { to });
  const value = (node: string): Promise<unknown> => scene.tidemark.value(node);

  const checkpoint = async (): Promise<Json> =>
    (await scene.tidemark.items('/v1/resources/Server/checkpoints'))[0] ?? {};

  const path = async (): Promise<string> =>
    `/v1/resources/Server/checkpoints/${String((await checkpoint())['id'])}`;

  const reasons = async (): Promise<readonly string[]> =>
    (await scene.tidemark.items(`${await path()}/captures`)).map(({ reason }) => String(reason));

  const hazards = async (): Promise<readonly string[]> =>
    ((await checkpoint())['hazards'] as Json[]).map(({ kind }) => String(kind));

  const command = async (
    name: 'restore' | 'recapture',
    body: Json = { reason: 'the key was stale' },
  ): Promise<Answer> => send(`POST ${await path()}/${name}`, body);

  const metricsText = async (): Promise<string> =>
    String(await scene.tidemark.engine.parts.metrics.text());

  /** The resource runs on node-b, where `Port` is stale. */
  const unrestored = async (): Promise<Answer> => {
    await scene.tidemark.edit('node-b', 'stale');
    await hold();
    return move('node-b');
  };

  test('announces before the move that the destination is held', async () => {
    await hold();
    expect(await hazards()).toContain('destination-held');
    await release();
    expect(await hazards()).not.toContain('destination-held');
  });

  test('leaves the stored copy alone, and says that the checkpoint is unrestored', async () => {
    const { body } = await unrestored();
    const since = { position: expect.any(String), recordedAt: expect.any(String) };
    const shape = { node: 'node-b', since, wanted: 2, holder: 'winlogon', cause: 'held' };
    expect(await reasons()).toEqual(['added', 'going-offline']);
    const found = await checkpoint();
    expect(found).toMatchObject({ captures: 2, unrestored: shape });
    expect((await get('/v1/resources/Server'))['unrestored']).toEqual([
      { checkpoint: found['id'], ...shape },
    ]);
    expect(await get(`/v1/operations/${String(body['operation'])}`)).toMatchObject({
      status: 'completed',
      degraded: true,
      hazards: expect.arrayContaining([expect.objectContaining({ kind: 'unrestored-base' })]),
    });
  });

  test('keeps the good value when the group moves back', async () => {
    await unrestored();
    await release();
    await move('node-a');
    expect(await value('node-a')).toBe('first');
    expect(await checkpoint()).toMatchObject({ unrestored: null });
    expect((await get('/v1/resources/Server'))['unrestored']).toEqual([]);
  });

  test('keeps the good value when the node crashes', async () => {
    await unrestored();
    await send('POST /v1/nodes/node-b/crash');
    await scene.tidemark.until(async () => (await scene.stateOf('Server')) === 'Online');
    expect(await value('node-a')).toBe('first');
  });

  test('captures an edit on top of the last good capture, and shows the mark', async () => {
    await unrestored();
    await scene.tidemark.edit('node-b', '7', [KEY, 'Pid']);
    const [last] = (await scene.tidemark.items(`${await path()}/captures`)).toReversed();
    expect(last).toMatchObject({
      reason: 'changed',
      source: { capture: 2 },
      changes: [{ op: 'set', key: KEY, name: 'Pid', value: { type: 'REG_SZ', text: '7' } }],
      overUnrestored: { restoreFailed: expect.any(String), node: 'node-b' },
    });
    expect(await hazards()).toContain('captured-unrestored');
    const { content } = await get(`${await path()}/captures/3`);
    expect((content as Json)['values']).toEqual([
      expect.objectContaining({ name: 'Pid', value: { type: 'REG_SZ', text: '7' } }),
      expect.objectContaining({ name: 'Port', value: { type: 'REG_SZ', text: 'first' } }),
    ]);
    await release();
    await move('node-a');
    expect(await value('node-a')).toBe('first');
  });

  test('is counted, and shown as long as it lasts', async () => {
    await unrestored();
    const metrics = await metricsText();
    expect(metrics).toContain('tidemark_unrestored_checkpoints 1');
    expect(metrics).toContain('tidemark_restore_failures_total{cause="held"} 1');
    await release();
    await move('node-a');
    expect(await metricsText()).toContain('tidemark_unrestored_checkpoints 0');
  });

  test('says that a restore is possible once the hold is released', async () => {
    await unrestored();
    const said = async (): Promise<string> => JSON.stringify((await checkpoint())['hazards']);
    expect(await said()).not.toContain('restore now possible');
    await release();
    expect(await said()).toContain('restore now possible');
  });

  test('marks a checkpoint that is added over it, and one that is deleted and added again', async () => {
    await unrestored();
    const add = (key: string): Promise<Answer> =>
      send('POST /v1/resources/Server/checkpoints', { key });
    await send(`DELETE ${await path()}`);
    const added = await add(KEY);
    expect(added.body['result']).toMatchObject({
      hazards: expect.arrayContaining([expect.objectContaining({ kind: 'captured-unrestored' })]),
    });
    const [first] = await scene.tidemark.items(`${await path()}/captures`);
    expect(first).toMatchObject({ reason: 'added', overUnrestored: { node: 'node-b' } });
  });

  describe('and is made up for by command', () => {
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

    test('takes what is on the node as the stored copy', async () => {
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

    test('shows a restore before it is made, and refuses it when something changed since', async () => {
      await unrestored();
      await release();
      const before = (await get('/v1/events?limit=1'))['items'];
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

    test('refuses a capture that there is not', async () => {
      expect(await command('restore', { reason: 'x', capture: 99, force: true })).toMatchObject({
        status: 404,
        body: { win32: { code: 2 } },
      });
    });
  });
});
