import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { KEY, Tidemark, type Json } from './tidemark.js';

describe('the checkpoint rules', () => {
  let tidemark: Tidemark;

  beforeEach(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
    await tidemark.edit('node-a', '1433');
    await tidemark.addCheckpoint('Server');
  });

  afterEach(async () => {
    await tidemark.stop();
    expect(tidemark.defects).toEqual([]);
  });

  const checkpoint = async (resource: string): Promise<Json> =>
    (await tidemark.items(`/v1/resources/${resource}/checkpoints`))[0] ?? {};

  const captures = async (resource: string): Promise<readonly Json[]> => {
    const { id } = await checkpoint(resource);
    return tidemark.items(`/v1/resources/${resource}/checkpoints/${String(id)}/captures`);
  };

  test('R1: a change while online is captured before the caller is answered', async () => {
    await tidemark.send('POST /v1/resources/Server/online', {});
    const { body } = await tidemark.edit('node-a', '1444');
    expect(body['result'].captured).toEqual([
      expect.objectContaining({ resource: 'Server', number: 2 }),
    ]);
    expect((await captures('Server')).at(-1)).toMatchObject({ reason: 'changed', rule: 'R1' });
  });

  test('R1: a change elsewhere, or while offline, is not captured', async () => {
    await tidemark.edit('node-a', 'offline');
    await tidemark.send('POST /v1/resources/Server/online', {});
    await tidemark.edit('node-a', 'x', ['SOFTWARE\\Contoso\\Other', 'Port']);
    await tidemark.edit('node-b', 'passive');
    expect((await captures('Server')).map(({ reason }) => reason as string)).toEqual(['added']);
  });

  test('R2: an edit while offline is overwritten at online, and listed as lost', async () => {
    await tidemark.edit('node-a', 'edited');
    await tidemark.send('POST /v1/resources/Server/online', {});
    expect(await tidemark.value('node-a')).toBe('1433');
    expect(await tidemark.items('/v1/lost-writes')).toEqual([
      expect.objectContaining({
        rule: 'R2',
        node: 'node-a',
        resource: 'Server',
        key: KEY,
        name: 'Port',
        lost: { type: 'REG_SZ', text: 'edited' },
        kept: { type: 'REG_SZ', text: '1433' },
      }),
    ]);
  });

  test('R3: the registry is restored on the new node before the resource is online', async () => {
    await tidemark.send('POST /v1/resources/Server/online', {});
    await tidemark.edit('node-b', 'stray');
    const move = await tidemark.send('POST /v1/groups/SQL/move', { to: 'node-b' });
    const types = (move.body['events'] as Json[]).map(({ type }) => type as string);
    expect(types.indexOf('RegistryRestored')).toBeLessThan(types.lastIndexOf('ResourceOnline'));
    expect(await tidemark.value('node-b')).toBe('1433');
    expect(await tidemark.items('/v1/lost-writes')).toEqual([
      expect.objectContaining({ rule: 'R3', node: 'node-b' }),
    ]);
  });

  test('an ordinary failover replaces much and loses nothing', async () => {
    await tidemark.send('POST /v1/resources/Server/online', {});
    await tidemark.send('POST /v1/groups/SQL/move', { to: 'node-b' });
    await tidemark.edit('node-b', '1500');
    await tidemark.send('POST /v1/groups/SQL/move', { to: 'node-a' });
    expect(await tidemark.value('node-a')).toBe('1500');
    expect(await tidemark.items('/v1/lost-writes')).toEqual([]);
  });

  test('R4: a deleted resource takes its checkpoints with it, and leaves the live key', async () => {
    const { body } = await tidemark.send('DELETE /v1/resources/Server');
    expect((body['events'] as Json[]).map(({ type }) => type as string)).toEqual([
      'GroupMemberRemovalStarted',
      'RegistryCheckpointDeleted',
      'ResourceClosed',
      'GroupMemberRemoved',
      'ResourceRemoved',
    ]);
    expect(await tidemark.value('node-a')).toBe('1433');
    expect((await tidemark.items('/v1/events?type=RegistryCheckpointDeleted'))[0]?.['rule']).toBe(
      'R4',
    );
    expect((await tidemark.send('GET /v1/resources/Server')).status).toBe(404);
  });

  test('R6: two resources on one key are a hazard, and the clobbered content is captured', async () => {
    await tidemark.send('POST /v1/resources/Server/online', {});
    await tidemark.send('POST /v1/groups/SQL/move', { to: 'node-b' });
    await tidemark.role('Reporting', 'Reports');
    await tidemark.addCheckpoint('Reports');
    expect((await checkpoint('Reports'))['hazards']).toEqual([
      expect.objectContaining({ kind: 'clobber', with: 'Server' }),
    ]);
    await tidemark.send('POST /v1/resources/Reports/online', {});
    await tidemark.edit('node-a', 'theirs');
    await tidemark.edit('node-b', 'ours');
    await tidemark.send('POST /v1/groups/Reporting/move', { to: 'node-b' });
    expect(await tidemark.value('node-b')).toBe('theirs');
    expect((await captures('Server')).at(-1)).toMatchObject({ reason: 'clobbered', rule: 'R6' });
    expect(await tidemark.items('/v1/lost-writes')).toEqual([
      expect.objectContaining({ rule: 'R6', node: 'node-b', resource: 'Reports' }),
    ]);
  });

  test('R6: the policy deny refuses a checkpoint on a key that another resource has', async () => {
    await tidemark.send('PATCH /v1/cluster', { clobberPolicy: 'deny' });
    await tidemark.role('Reporting', 'Reports');
    expect((await tidemark.addCheckpoint('Reports', `${KEY}\\Below`)).body['status']).toBe(5023);
  });
});
