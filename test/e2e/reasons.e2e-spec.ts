import { expect, test } from '@jest/globals';

import { type CommandRoute } from '../../apps/api/src/http/routes/command-route.js';
import { COMMAND_ROUTES } from '../../apps/api/src/http/routes/command-table.js';
import { roleOnline } from './scenes.js';
import { KEY, type Json } from './tidemark.js';

const scene = roleOnline();
const { get, send } = scene;

const reasons = async (answer: Json): Promise<readonly unknown[]> => {
  const path = `/v1/events?operation=${String(answer['operation'])}&limit=1000`;
  const events = await scene.tidemark.items(path);
  return events.filter(({ actor }) => actor !== 'tidemark').map(({ reason }) => reason);
};

const LONG = 'x'.repeat(1001);

/** The place of the reason: the query of a command without a JSON body. */
const isInQuery = ({ method }: { method: string }): boolean => method === 'DELETE';

/** The answer of a command without a target to a reason. */
const answerTo = async (route: CommandRoute, reason: unknown): Promise<readonly unknown[]> => {
  const query = route.path.endsWith('/holds') ? '?key=SOFTWARE' : '';
  const request = `${route.method} ${route.path.replaceAll(/:(\w+)/g, 'nothing')}${query}`;
  const { status, body } = isInQuery(route)
    ? await send(`${request}${query === '' ? '?' : '&'}reason=${String(reason)}`)
    : await send(request, { reason });
  const errors = (body['errors'] ?? []) as Json[];
  return [status, errors.some(({ pointer }) => pointer === '/reason')];
};

test('every command takes a reason, and names one that is too long or no string', async () => {
  for (const route of COMMAND_ROUTES) {
    const name = `${route.method} ${route.path}`;
    for (const bad of isInQuery(route) ? [LONG] : [LONG, 7, null, ['why']])
      expect([name, bad, ...(await answerTo(route, bad))]).toEqual([name, bad, 400, true]);
    const [, isNamed] = await answerTo(route, 'x'.repeat(1000));
    expect([name, isNamed]).toEqual([name, false]);
  }
});

test.each<[string, string, Json | undefined]>([
  ['a body', 'PATCH /v1/groups/SQL', { failoverThreshold: 3, reason: 'why not' }],
  ['a body of its own', 'POST /v1/nodes/node-b/stop', { reason: 'why not' }],
  ['a body with a long operation', 'POST /v1/resources/Server/offline', { reason: 'why not' }],
  [
    'a list of changes',
    'PATCH /v1/nodes/node-a/registry',
    {
      changes: [{ op: 'create-key', key: 'SOFTWARE\\New' }],
      reason: 'why not',
    },
  ],
  [
    'a control code',
    'POST /v1/resources/Server/control',
    {
      controlCode: 'CLUSCTL_RESOURCE_DELETE_REGISTRY_CHECKPOINT',
      input: KEY,
      reason: 'why not',
    },
  ],
  ['a query', 'DELETE /v1/groups/Other?reason=why not', undefined],
])('a reason in %s stands beside the events', async (_, request, body) => {
  await send('POST /v1/groups', { name: 'Other', owner: 'node-a' });
  const answer = await send(request, body);
  expect(answer.body).toMatchObject({ status: 0 });
  const found = await reasons(answer.body);
  expect(found.length).toBeGreaterThan(0);
  expect(new Set(found)).toEqual(new Set(['why not']));
  expect(JSON.stringify(await get('/v1/groups/SQL'))).not.toContain('why not');
});

test('the query of a .reg file has its reason', async () => {
  const file = `Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\New]\r\n`;
  const upload = async (reason: string): Promise<Json> => {
    const path = `/v1/nodes/node-a/registry?reason=${reason}`;
    const headers = { 'content-type': 'text/x-ms-regedit' };
    const answer = await fetch(`${scene.tidemark.url}${path}`, {
      method: 'PATCH',
      headers,
      body: file,
    });
    return (await answer.json()) as Json;
  };
  expect(await reasons(await upload('import'))).toEqual(['import']);
  expect(await upload(LONG)).toMatchObject({ status: 400, errors: [{ pointer: '/reason' }] });
});

test('each command of a batch has its own reason', async () => {
  const path = '/v1/nodes/node-a/registry';
  const change = (key: string): Json => ({ changes: [{ op: 'create-key', key }] });
  const { body } = await send('POST /v1/batch', {
    commands: [
      { method: 'PATCH', path, body: { ...change('SOFTWARE\\A'), reason: 'one' } },
      { method: 'PATCH', path, body: change('SOFTWARE\\B') },
      { method: 'DELETE', path: '/v1/resources/Server/dependencies/Server?reason=two' },
      { method: 'PATCH', path, body: { ...change('SOFTWARE\\C'), reason: LONG } },
      { method: 'DELETE', path: `/v1/groups/SQL?reason=${LONG}` },
    ],
  });
  const results = body['results'] as Json[];
  expect(await reasons(results[0]?.['body'] as Json)).toEqual(['one']);
  expect(await reasons(results[1]?.['body'] as Json)).toEqual([null]);
  for (const at of [3, 4])
    expect(results[at]?.['body']).toMatchObject({ status: 400, errors: [{ pointer: '/reason' }] });
});

test('the reason of a failure is the words of the operator', async () => {
  const answer = await send('POST /v1/resources/Server/fail', { reason: 'power supply' });
  const [event] = await scene.tidemark.items(
    `/v1/events?operation=${String(answer.body['operation'])}&type=ResourceFailed`,
  );
  expect(event).toMatchObject({ reason: 'power supply', data: { reason: 'power supply' } });
});

test('another reason under the same Idempotency-Key is another request', async () => {
  const headers = { 'idempotency-key': 'once' };
  const patch = (reason: string): Promise<{ status: number }> =>
    scene.tidemark.send('PATCH /v1/groups/SQL', { failoverThreshold: 3, reason }, headers);
  expect([(await patch('a')).status, (await patch('a')).status, (await patch('b')).status]).toEqual(
    [200, 200, 422],
  );
});
