import { describe, expect, test } from '@jest/globals';

import { curing, setText } from './curing.js';
import { type Answer, type Json } from './tidemark.js';

const { scene, send, get, move, value, edit, textOf, position, ...held } = curing();
const { reasons, release, unrestored } = held;

/** A second resource of the group with a checkpoint of its own. */
const withSecond = async (): Promise<void> => {
  await edit(setText('Port', 'one', 'SOFTWARE\\Second'));
  await send('POST /v1/resources', { name: 'Second', type: 'Generic Service', group: 'SQL' });
  await send('POST /v1/resources/Second/checkpoints', { key: 'SOFTWARE\\Second' });
};

describe.each(['groups/SQL', 'resources/Server'])('all checkpoints of %s', (thing) => {
  const cure = (verb: string, body: Json): Promise<Answer> =>
    send(`POST /v1/${thing}/${verb}`, { reason: 'all of it', ...body });
  const isGroup = thing.startsWith('groups');

  test('go back to a moment: live keys and stored copies', async () => {
    await withSecond();
    const at = await position();
    await edit(setText('Port', 'bad'), setText('Port', 'two', 'SOFTWARE\\Second'));
    const second = (await scene.tidemark.items('/v1/resources/Second/checkpoints'))[0] ?? {};
    await send(`PATCH /v1/resources/Second/checkpoints/${String(second['id'])}`, {
      changes: [setText('Port', 'staged', 'SOFTWARE\\Second')],
      reason: 'x',
    });
    const { status, body } = await cure('revert', { to: { at } });
    expect(status).toBe(200);
    expect((body['result'] as Json)['checkpoints']).toHaveLength(isGroup ? 2 : 1);
    expect(await value('node-a')).toBe('first');
    await send('POST /v1/resources/Second/online');
    expect(await textOf('Port', 'SOFTWARE\\Second')).toBe(isGroup ? 'one' : 'staged');
    const report = await get(`/v1/operations/${String(body['operation'])}`);
    const kind = isGroup ? 'RevertGroup' : 'RevertResource';
    expect(report).toMatchObject({ kind, status: 'completed', reason: 'all of it' });
  });

  test('that had no capture stay, and are listed', async () => {
    const at = await position();
    await edit(setText('A', 'a', 'SOFTWARE\\New'), setText('Port', 'bad'));
    await send('POST /v1/resources/Server/checkpoints', { key: 'SOFTWARE\\New' });
    const { body: preview } = await cure('revert', { to: { at }, dryRun: true });
    const untouched = [expect.objectContaining({ reason: `had no capture at ${at}` })];
    expect(preview).toMatchObject({ untouched });
    const { body } = await cure('revert', { to: { at }, expect: preview['expect'] as string });
    expect(body['result']).toMatchObject({ untouched });
    expect([await value('node-a'), await textOf('A', 'SOFTWARE\\New')]).toEqual(['first', 'a']);
    expect((await cure('revert', { to: { at: '1' } })).status).toBe(404);
  });

  test('are captured as they are', async () => {
    await unrestored();
    const { body: preview } = await cure('recapture', { dryRun: true });
    expect((preview['diff'] as Json)['summary']).toEqual({ added: 0, removed: 0, changed: 1 });
    const { status, body } = await cure('recapture', { expect: preview['expect'] as string });
    expect([status, (body['result'] as Json)['checkpoints']]).toEqual([
      200,
      [expect.objectContaining({ unrestored: null })],
    ]);
    expect((await reasons()).at(-1)).toBe('recaptured');
    await release();
    await move('node-a');
    expect(await value('node-a')).toBe('stale');
    expect((await cure('recapture', {})).body['events']).toEqual([]);
  });

  test('are restored as they are, under a running resource only by force', async () => {
    await unrestored();
    expect(await cure('restore', { force: true })).toMatchObject({
      status: 409,
      body: { type: 'urn:tidemark:problem:held', holder: 'winlogon' },
    });
    await release();
    expect(await cure('restore', {})).toMatchObject({ body: { win32: { code: 5019 } } });
    const { body: preview } = await cure('restore', { dryRun: true });
    await scene.tidemark.edit('node-b', 'newer');
    const stale = await cure('restore', { force: true, expect: preview['expect'] as string });
    expect(stale.status).toBe(412);
    const { status, body } = await cure('restore', { force: true });
    expect([status, (body['result'] as Json)['checkpoints']]).toEqual([
      200,
      [expect.objectContaining({ unrestored: null })],
    ]);
    expect(await value('node-b')).toBe('newer');
    expect(await scene.tidemark.items('/v1/lost-writes')).toEqual([]);
  });

  test.each(['revert', 'restore', 'recapture'])('need a reason to %s', async (verb) => {
    const body = verb === 'revert' ? { to: { at: '9' } } : {};
    expect(await send(`POST /v1/${thing}/${verb}`, body)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/reason' }] },
    });
  });
});
