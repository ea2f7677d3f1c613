import { describe, expect, test } from '@jest/globals';

import { restoringScene, WHY } from './restoring-scene.js';
import { KEY } from './tidemark.js';

const scene = restoringScene();

const typesOf = async (operation: unknown): Promise<readonly unknown[]> =>
  (await scene.tidemark.items(`/v1/events?operation=${String(operation)}&order=oldest`)).map(
    ({ type }) => type as unknown,
  );

describe('a checkpoint', () => {
  test('gets the stored copy of the backup by a capture, in one operation', async () => {
    const id = await scene.checkpoint();
    await scene.change();
    expect(await scene.copy(id)).toBe('1555');
    const { status, body } = await scene.restore({ checkpoint: id });
    expect([status, body['statusName']]).toEqual([200, 'ERROR_SUCCESS']);
    expect(await scene.copy(id)).toBe('1433');
    expect(await typesOf(body['operation'])).toEqual([
      'BackupRestoreStarted',
      'RegistryCheckpointCaptured',
      'BackupRestored',
    ]);
    const [captured] = await scene.tidemark.items(
      `/v1/events?type=RegistryCheckpointCaptured&operation=${String(body['operation'])}`,
    );
    expect(captured).toMatchObject({
      rule: 'R5',
      data: { reason: 'backup', cure: { kind: 'backup' } },
    });
    const report = await scene.tidemark.get(`/v1/operations/${String(body['operation'])}`);
    expect(report).toMatchObject({
      ...{ kind: 'restore-backup', status: 'completed', reason: WHY.reason },
      steps: [{ what: 'capture', checkpoint: id }],
    });
    const again = await scene.restore({ checkpoint: id });
    expect([again.status, again.body['operation']]).toEqual([200, null]);
  });

  test('that was deleted comes back under its own id, and its numbers go on', async () => {
    const id = await scene.checkpoint();
    await scene.change();
    await scene.tidemark.send(`DELETE /v1/resources/Server/checkpoints/${id}`);
    const shown = await scene.preview({ checkpoint: id });
    expect(shown['things']).toMatchObject({ items: expect.arrayContaining([]) as unknown });
    const before = Number(
      (await scene.tidemark.items('/v1/events?order=newest&limit=1'))[0]?.['position'],
    );
    expect((await scene.restore({ checkpoint: id })).status).toBe(200);
    expect(await scene.checkpoints()).toMatchObject([{ id, key: KEY }]);
    expect(await scene.copy(id)).toBe('1433');
    const captures = await scene.tidemark.items(`/v1/resources/Server/checkpoints/${id}/captures`);
    const numbers = captures.map(({ number }) => Number(number));
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(before).toBeGreaterThan(0);
    await scene.tidemark.send('POST /v1/resources/Server/online');
    expect(await scene.tidemark.value('node-a')).toBe('1433');
    await scene.requireWhole();
  });

  test('of a resource that is online needs force, and then changes the live key', async () => {
    const id = await scene.checkpoint();
    await scene.tidemark.send('POST /v1/resources/Server/online');
    await scene.tidemark.edit('node-a', '1555');
    const refused = await scene.restore({ checkpoint: id });
    expect([refused.status, refused.body['win32']]).toEqual([
      409,
      { code: 5019, name: 'ERROR_RESOURCE_ONLINE' },
    ]);
    expect(refused.body['detail']).toMatch(/Server is online.*"force": true/);
    expect((await scene.restore({ checkpoint: id }, { dryRun: true })).status).toBe(409);
    const shown = await scene.preview({ checkpoint: id }, { force: true });
    expect(shown).toMatchObject({
      diff: { summary: { changed: 1 }, items: [{ name: 'Port', checkpoint: id }] },
      lostWrites: { rows: 1, items: [{ lostFrom: 'node', lost: { text: '1555' } }] },
    });
    expect((await scene.restore({ checkpoint: id }, { force: true })).status).toBe(200);
    expect([await scene.tidemark.value('node-a'), await scene.copy(id)]).toEqual(['1433', '1433']);
  });

  test('that another one has taken the key of comes back only if that one goes', async () => {
    const id = await scene.checkpoint();
    await scene.tidemark.send(`DELETE /v1/resources/Server/checkpoints/${id}`);
    await scene.tidemark.addCheckpoint('Server');
    const kept = await scene.restore({ checkpoint: id }, { newer: 'keep' });
    expect([kept.status, kept.body['win32']]).toMatchObject([409, { code: 183 }]);
    const shown = await scene.preview({ checkpoint: id });
    expect(shown['newer']).toMatchObject({
      items: [{ kind: 'checkpoint', name: KEY, of: 'Server', outcome: 'removed' }],
    });
    expect((await scene.restore({ checkpoint: id })).status).toBe(200);
    expect(await scene.checkpoints()).toMatchObject([{ id }]);
  });
});

describe('a node', () => {
  test('gets its registry back, and newer values go or stay', async () => {
    await scene.tidemark.edit('node-b', 'new', ['SOFTWARE\\New', 'a']);
    await scene.tidemark.edit('node-a', '1777');
    await scene.tidemark.edit('node-a', 'new', [KEY, 'Fresh']);
    const shown = await scene.preview({ node: 'node-a' }, { newer: 'keep' });
    expect(shown['newer']).toMatchObject({
      items: [{ kind: 'value', name: `${KEY}\\Fresh`, of: 'node-a', outcome: 'kept' }],
    });
    expect((await scene.restore({ node: 'node-a' }, { newer: 'keep' })).status).toBe(200);
    expect(await scene.tidemark.value('node-a')).toBe('1433');
    expect(await scene.tidemark.value('node-a', undefined, [KEY, 'Fresh'])).toBe('new');
    expect((await scene.restore({ node: 'node-a' })).status).toBe(200);
    expect(await scene.tidemark.value('node-a', undefined, [KEY, 'Fresh'])).toBeUndefined();
    expect(await scene.tidemark.value('node-b', undefined, ['SOFTWARE\\New', 'a'])).toBe('new');
  });

  test('shows what the next online overwrites: newer configuration wins', async () => {
    await scene.change();
    const shown = await scene.preview({ node: 'node-a', key: KEY });
    expect(shown['nextOnline']).toMatchObject({
      items: [{ node: 'node-a', resource: 'Server', key: KEY, summary: { changed: 1 } }],
    });
    const { body } = await scene.restore({ node: 'node-a', key: KEY });
    expect(await typesOf(body['operation'])).toEqual([
      'BackupRestoreStarted',
      'RegistryChanged',
      'BackupRestored',
    ]);
    expect(await scene.tidemark.value('node-a')).toBe('1433');
    await scene.tidemark.send('POST /v1/resources/Server/online');
    expect(await scene.tidemark.value('node-a')).toBe('1555');
  });
});
