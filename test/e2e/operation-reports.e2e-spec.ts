import { describe, expect, test } from '@jest/globals';

import { roleOnline } from './scenes.js';
import { KEY, type Json } from './tidemark.js';

const scene = roleOnline();
const { get, send } = scene;

const latest = async (): Promise<Json> => {
  const [first = {}] = await scene.tidemark.items('/v1/operations?limit=1');
  return first;
};

const types = ({ cause }: Json): readonly string[] =>
  (cause as Json[]).map(({ type }) => String(type));

/** Follows the causations of an event in the list of events, to the one that a command caused. */
const chainOf = async (event: Json): Promise<readonly string[]> => {
  const events = await scene.tidemark.items('/v1/events?limit=1000');
  const known = new Map(events.map((one) => [one['id'] as string, one]));
  const chain: string[] = [];
  for (let at = known.get(event['causation'] as string); at !== undefined;) {
    chain.push(at['id'] as string);
    at = known.get(at['causation'] as string);
  }
  return chain;
};

describe('the report of an operation', () => {
  test('has the cause of a restart, back to the failure', async () => {
    await send('POST /v1/resources/Server/fail', { reason: 'power supply' });
    await scene.tidemark.pass(1000);
    await scene.tidemark.settled();
    const restart = await latest();
    expect(restart).toMatchObject({ kind: 'restart', group: 'SQL', reason: null, failure: null });
    expect(restart['cause']).toEqual([
      {
        event: expect.any(String) as unknown,
        type: 'ResourceFailed',
        what: 'Resource Server failed on node-a: power supply, by command of anonymous.',
      },
    ]);
  });

  test('has the whole chain of causes, as the events have it', async () => {
    await send('PATCH /v1/resources/Server', { onRestoreFailure: 'failResource' });
    await send(`PUT /v1/nodes/node-a/registry/holds?key=${KEY}`, { holder: 'backup' });
    await send('POST /v1/resources/Server/fail');
    for (let second = 0; second < 4; second += 1) {
      await scene.tidemark.pass(1000);
      await scene.tidemark.settled();
    }
    const failover = await latest();
    expect(failover).toMatchObject({ kind: 'failover', from: 'node-a', to: 'node-b' });
    const [start] = await scene.tidemark.items(
      `/v1/events?operation=${String(failover['id'])}&type=GroupMoveStarted`,
    );
    const cause = failover['cause'] as Json[];
    expect(cause.map(({ event }) => event as string)).toEqual(await chainOf(start ?? {}));
    expect(types(failover)[0]).toBe('GroupOperationFailed');
    expect(types(failover)).toContain('RegistryCheckpointRestoreFailed');
    expect(types(failover).at(-1)).toBe('ResourceFailed');
  });

  test('has the reasons of failed steps, and who holds the key', async () => {
    await send('POST /v1/resources/Server/offline');
    await send('PATCH /v1/resources/Server', {
      restartAction: 0,
      onRestoreFailure: 'failResource',
    });
    await send(`PUT /v1/nodes/node-a/registry/holds?key=${KEY}`, { holder: 'backup' });
    const { body } = await send('POST /v1/resources/Server/online', { reason: 'after the patch' });
    const report = await get(`/v1/operations/${String(body['operation'])}`);
    expect(report).toMatchObject({
      status: 'failed',
      failure: '1 of 1 resources did not come online',
      reason: 'after the patch',
      cause: [],
    });
    const held = `backup holds ${KEY} open`;
    expect(report['steps']).toEqual([
      expect.objectContaining({ what: 'fence', status: 'completed', reason: null, holder: null }),
      expect.objectContaining({
        what: 'online',
        status: 'failed',
        reason: 'a checkpoint could not be restored',
        holder: null,
      }),
      expect.objectContaining({
        what: 'restore',
        status: 'failed',
        reason: held,
        holder: 'backup',
      }),
    ]);
  });

  test('of a finished operation is the same for ever', async () => {
    await send('POST /v1/resources/Server/checkpoints', { key: 'SOFTWARE\\Contoso' });
    const { body } = await send('POST /v1/groups/SQL/move', { to: 'node-b', reason: 'a test' });
    const path = `/v1/operations/${String(body['operation'])}`;
    const before = await get(path);
    expect((before['hazards'] as Json[]).map(({ resource, key }) => [resource, key])).toEqual(
      expect.arrayContaining([
        ['Server', 'SOFTWARE\\Contoso'],
        ['Server', KEY],
      ]),
    );
    const listed = await latest();
    expect(before).toMatchObject(listed);
    await send('PATCH /v1/resources/Server', { name: 'Renamed' });
    await send('PATCH /v1/groups/SQL', { name: 'Other' });
    await send('DELETE /v1/resources/Renamed/checkpoints/' + String((await checkpoints())[0]));
    await send('POST /v1/groups/Other/move', { to: 'node-a' });
    await send('POST /v1/groups/Other/offline');
    expect(await send('DELETE /v1/resources/Renamed')).toMatchObject({ status: 200 });
    expect(await send('DELETE /v1/groups/Other')).toMatchObject({ status: 200 });
    expect(await get(path)).toEqual(before);
    const all = await scene.tidemark.items('/v1/operations?limit=100');
    expect(before).toMatchObject(all.find(({ id }) => id === before['id']) ?? {});
  });

  test('of a running operation has the present names', async () => {
    await send('PATCH /v1/resources/Server', { handler: 'external' });
    const { body } = await scene.tidemark.send('POST /v1/groups/SQL/move', undefined, {
      prefer: 'wait=0',
    });
    const path = `/v1/operations/${String(body['operation'])}`;
    expect(await get(path)).toMatchObject({ status: 'running', group: 'SQL' });
    await send('PATCH /v1/groups/SQL', { name: 'Other' });
    expect(await get(path)).toMatchObject({ status: 'running', group: 'Other' });
  });
});

describe('the list of operations', () => {
  test('has the operations that match every filter, and edits only if asked', async () => {
    const set = { op: 'set', key: KEY, name: 'Port', value: { type: 'REG_SZ', text: 'x' } };
    await send('PATCH /v1/nodes/node-a/registry', { changes: [set] });
    await scene.tidemark.send('POST /v1/groups/SQL/move', {}, { 'tidemark-actor': 'ann' });
    await send('POST /v1/nodes/node-b/crash');
    await scene.tidemark.settled();
    await send('PATCH /v1/resources/Server', { handler: 'external' });
    await scene.tidemark.send('POST /v1/groups/SQL/offline', {}, { prefer: 'wait=0' });
    await scene.tidemark.until(async () => (await scene.stateOf('Server')) === 'OfflinePending');
    const kinds = async (query: string): Promise<readonly string[]> =>
      (await scene.tidemark.items(`/v1/operations?${query}`)).map(({ kind }) => String(kind));
    expect((await kinds('group=SQL')).slice(0, 4)).toEqual(['offline', 'crash', 'move', 'online']);
    expect(await kinds('kind=move')).toEqual(['move']);
    expect(await kinds('actor=ann')).toEqual(['move']);
    expect(await kinds('status=running')).toEqual(['offline']);
    expect(await kinds('status=failed')).toEqual([]);
    expect(await kinds('kind=crash&node=node-a')).toEqual(['crash']);
    expect((await kinds('resource=Server')).slice(0, 2)).toEqual(['offline', 'ConfigureResource']);
    expect(await kinds('kind=ChangeRegistry')).toEqual([]);
    const edits = await kinds('kind=ChangeRegistry&edits=true&node=node-a');
    expect(new Set(edits)).toEqual(new Set(['ChangeRegistry']));
    // The capture that an edit led to is no part of the edit.
    expect(await kinds('kind=ChangeRegistry&edits=true&resource=Server')).toEqual([]);
    const [crash = {}] = await scene.tidemark.items('/v1/operations?kind=crash');
    const since = String(crash['startedAt']);
    expect((await kinds(`from=${since}`)).length).toBeGreaterThan(2);
    expect(await scene.send('GET /v1/operations?group=none')).toMatchObject({ status: 404 });
    expect(await scene.send('GET /v1/operations?status=late')).toMatchObject({ status: 400 });
  });
});

const checkpoints = async (): Promise<readonly unknown[]> => {
  const { items } = await get('/v1/resources/Renamed/checkpoints');
  return (items as Json[]).map(({ id }) => id as unknown);
};
