import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { KEY, Tidemark, type Answer, type Json } from './tidemark.js';

const WHY = { reason: 'the night went wrong' };

let tidemark: Tidemark;
let backup: string;

beforeEach(async () => {
  tidemark = await Tidemark.start();
  await tidemark.form();
  await tidemark.edit('node-a', '1433');
  await tidemark.addCheckpoint('Server');
  backup = await take();
});

afterEach(async () => {
  await tidemark.stop();
  expect(tidemark.defects).toEqual([]);
});

const take = async (): Promise<string> =>
  String((await tidemark.send('POST /v1/backups', {})).body['id']);

const restore = (what: Json, more: Json = {}, id = backup): Promise<Answer> =>
  tidemark.send(`POST /v1/backups/${id}/restore`, { what, newer: 'remove', ...WHY, ...more });

const preview = async (what: Json, more: Json = {}): Promise<Json> => {
  const { status, body } = await restore(what, { ...more, dryRun: true });
  expect([status, body['detail']]).toEqual([200, undefined]);
  return body;
};

const checkpoints = async (): Promise<readonly Json[]> =>
  tidemark.items('/v1/resources/Server/checkpoints');

const idOf = async (): Promise<string> => String((await checkpoints())[0]?.['id']);

/** The port in the last stored copy of a checkpoint. */
const copy = async (id: string): Promise<unknown> => {
  const [last] = (await tidemark.items(`/v1/resources/Server/checkpoints/${id}/captures`)).slice(
    -1,
  );
  const path = `/v1/resources/Server/checkpoints/${id}/captures/${String(last?.['number'])}`;
  const content = (await tidemark.get(path))['content'] as Json;
  return (content['values'] as Json[]).find(({ name }) => name === 'Port')?.['value'].text;
};

const typesOf = async (operation: unknown): Promise<readonly unknown[]> =>
  (await tidemark.items(`/v1/events?operation=${String(operation)}&order=oldest`)).map(
    ({ type }) => type as unknown,
  );

/** Another stored copy, by an online and an edit. */
const changed = async (): Promise<void> => {
  await tidemark.send('POST /v1/resources/Server/online');
  await tidemark.edit('node-a', '1555');
  await tidemark.send('POST /v1/resources/Server/offline');
};

const clusterIsWhole = async (): Promise<void> => {
  const { headers } = await tidemark.send('POST /v1/audit/verify', {});
  const path = String(headers.get('location'));
  await tidemark.until(async () => (await tidemark.get(path))['status'] !== 'running');
  expect(await tidemark.get(path)).toMatchObject({ faults: [] });
};

describe('a checkpoint', () => {
  test('gets the stored copy of the backup by a capture, in one operation', async () => {
    const id = await idOf();
    await changed();
    expect(await copy(id)).toBe('1555');
    const { status, body } = await restore({ checkpoint: id });
    expect([status, body['statusName']]).toEqual([200, 'ERROR_SUCCESS']);
    expect(await copy(id)).toBe('1433');
    expect(await typesOf(body['operation'])).toEqual([
      'BackupRestoreStarted',
      'RegistryCheckpointCaptured',
      'BackupRestored',
    ]);
    const [captured] = await tidemark.items(
      `/v1/events?type=RegistryCheckpointCaptured&operation=${String(body['operation'])}`,
    );
    expect(captured).toMatchObject({
      rule: 'R5',
      data: { reason: 'backup', cure: { kind: 'backup' } },
    });
    const report = await tidemark.get(`/v1/operations/${String(body['operation'])}`);
    expect(report).toMatchObject({
      ...{ kind: 'restore-backup', status: 'completed', reason: WHY.reason },
      steps: [{ what: 'capture', checkpoint: id }],
    });
    const again = await restore({ checkpoint: id });
    expect([again.status, again.body['operation']]).toEqual([200, null]);
  });

  test('that was deleted comes back under its own id, and its numbers go on', async () => {
    const id = await idOf();
    await changed();
    await tidemark.send(`DELETE /v1/resources/Server/checkpoints/${id}`);
    const shown = await preview({ checkpoint: id });
    expect(shown['things']).toMatchObject({ items: expect.arrayContaining([]) as unknown });
    const before = Number(
      (await tidemark.items('/v1/events?order=newest&limit=1'))[0]?.['position'],
    );
    expect((await restore({ checkpoint: id })).status).toBe(200);
    expect(await checkpoints()).toMatchObject([{ id, key: KEY }]);
    expect(await copy(id)).toBe('1433');
    const captures = await tidemark.items(`/v1/resources/Server/checkpoints/${id}/captures`);
    const numbers = captures.map(({ number }) => Number(number));
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(before).toBeGreaterThan(0);
    await tidemark.send('POST /v1/resources/Server/online');
    expect(await tidemark.value('node-a')).toBe('1433');
    await clusterIsWhole();
  });

  test('of a resource that is online needs force, and then changes the live key', async () => {
    const id = await idOf();
    await tidemark.send('POST /v1/resources/Server/online');
    await tidemark.edit('node-a', '1555');
    const refused = await restore({ checkpoint: id });
    expect([refused.status, refused.body['win32']]).toEqual([
      409,
      { code: 5019, name: 'ERROR_RESOURCE_ONLINE' },
    ]);
    expect(refused.body['detail']).toMatch(/Server is online.*"force": true/);
    expect((await restore({ checkpoint: id }, { dryRun: true })).status).toBe(409);
    const shown = await preview({ checkpoint: id }, { force: true });
    expect(shown).toMatchObject({
      diff: { summary: { changed: 1 }, items: [{ name: 'Port', checkpoint: id }] },
      lostWrites: { rows: 1, items: [{ lostFrom: 'node', lost: { text: '1555' } }] },
    });
    expect((await restore({ checkpoint: id }, { force: true })).status).toBe(200);
    expect([await tidemark.value('node-a'), await copy(id)]).toEqual(['1433', '1433']);
  });

  test('that another one has taken the key of comes back only if that one goes', async () => {
    const id = await idOf();
    await tidemark.send(`DELETE /v1/resources/Server/checkpoints/${id}`);
    await tidemark.addCheckpoint('Server');
    const kept = await restore({ checkpoint: id }, { newer: 'keep' });
    expect([kept.status, kept.body['win32']]).toMatchObject([409, { code: 183 }]);
    const shown = await preview({ checkpoint: id });
    expect(shown['newer']).toMatchObject({
      items: [{ kind: 'checkpoint', name: KEY, of: 'Server', outcome: 'removed' }],
    });
    expect((await restore({ checkpoint: id })).status).toBe(200);
    expect(await checkpoints()).toMatchObject([{ id }]);
  });
});

describe('a node', () => {
  test('gets its registry back, and newer values go or stay', async () => {
    await tidemark.edit('node-b', 'new', ['SOFTWARE\\New', 'a']);
    await tidemark.edit('node-a', '1777');
    await tidemark.edit('node-a', 'new', [KEY, 'Fresh']);
    const shown = await preview({ node: 'node-a' }, { newer: 'keep' });
    expect(shown['newer']).toMatchObject({
      items: [{ kind: 'value', name: `${KEY}\\Fresh`, of: 'node-a', outcome: 'kept' }],
    });
    expect((await restore({ node: 'node-a' }, { newer: 'keep' })).status).toBe(200);
    expect(await tidemark.value('node-a')).toBe('1433');
    expect(await tidemark.value('node-a', undefined, [KEY, 'Fresh'])).toBe('new');
    expect((await restore({ node: 'node-a' })).status).toBe(200);
    expect(await tidemark.value('node-a', undefined, [KEY, 'Fresh'])).toBeUndefined();
    expect(await tidemark.value('node-b', undefined, ['SOFTWARE\\New', 'a'])).toBe('new');
  });

  test('shows what the next online overwrites: newer configuration wins', async () => {
    await changed();
    const shown = await preview({ node: 'node-a', key: KEY });
    expect(shown['nextOnline']).toMatchObject({
      items: [{ node: 'node-a', resource: 'Server', key: KEY, summary: { changed: 1 } }],
    });
    const { body } = await restore({ node: 'node-a', key: KEY });
    expect(await typesOf(body['operation'])).toEqual([
      'BackupRestoreStarted',
      'RegistryChanged',
      'BackupRestored',
    ]);
    expect(await tidemark.value('node-a')).toBe('1433');
    await tidemark.send('POST /v1/resources/Server/online');
    expect(await tidemark.value('node-a')).toBe('1555');
  });
});
