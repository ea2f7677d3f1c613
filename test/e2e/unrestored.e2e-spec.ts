import { describe, expect, test } from '@jest/globals';

import { heldKey } from './held-key.js';
import { KEY, type Answer, type Json } from './tidemark.js';

describe('a restore that fails', () => {
  const { scene, send, get, hold, release, move, value, unrestored, ...held } = heldKey();
  const { checkpoint, path, captures, reasons, hazards } = held;

  const metrics = (): Promise<string> => scene.tidemark.parts.metrics.text();

  test('is announced before the move if the destination is held', async () => {
    await hold();
    expect(await hazards()).toContain('destination-held');
    await release();
    expect(await hazards()).not.toContain('destination-held');
  });

  test('leaves the stored copy alone, and marks the checkpoint as unrestored', async () => {
    const { body } = await unrestored();
    const shape: Json = {
      node: 'node-b',
      since: { position: expect.any(String), recordedAt: expect.any(String) },
      wanted: 2,
      holder: 'winlogon',
      cause: 'held',
    };
    expect(await reasons()).toEqual(['added', 'going-offline']);
    const found = await checkpoint();
    expect(found).toMatchObject({ captures: 2, unrestored: shape });
    expect((await get('/v1/resources/Server'))['unrestored']).toEqual([
      { checkpoint: String(found['id']), ...shape },
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
    const [last] = (await captures()).toReversed();
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
    const counted = await metrics();
    expect(counted).toContain('tidemark_unrestored_checkpoints 1');
    expect(counted).toContain('tidemark_restore_failures_total{cause="held"} 1');
    await release();
    await move('node-a');
    expect(await metrics()).toContain('tidemark_unrestored_checkpoints 0');
  });

  test('is followed by a hint that a restore is possible once the hold is released', async () => {
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
    const [first] = await captures();
    expect(first).toMatchObject({ reason: 'added', overUnrestored: { node: 'node-b' } });
  });
});
