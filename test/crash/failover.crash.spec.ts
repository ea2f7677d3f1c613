import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';

import { seeded } from '#testing/processes';

import { startServer, type ServerProcess } from '../support/server.js';

/** `TIDEMARK_CRASH_SEED=1000 npm test -- failover.crash` kills the server at other points. */
const SEED = Number(process.env['TIDEMARK_CRASH_SEED'] ?? 1);
const NODES = ['node-a', 'node-b', 'node-c'];
const KEY = 'SOFTWARE\\Contoso\\App';

type Json = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any
type Request = readonly [request: string, body?: object];

/** The requests that hold the checkpoint's key on some nodes, and let the resource fail there. */
const setup = (failsOn: readonly string[]): readonly Request[] => [
  ...NODES.map((name): Request => ['POST /v1/nodes', { name }]),
  ['POST /v1/groups', { name: 'G', owner: 'node-a' }],
  ['POST /v1/resources', { name: 'R', type: 'Generic Service', group: 'G' }],
  ['PATCH /v1/nodes/node-a/registry', { changes: [{ op: 'create-key', key: KEY }] }],
  ['POST /v1/resources/R/checkpoints', { key: KEY }],
  ['PATCH /v1/resources/R', { onRestoreFailure: 'failResource', restartDelay: 250 }],
  ...failsOn.map((node): Request => [
    `PUT /v1/nodes/${node}/registry/holds?key=${KEY}`,
    { holder: 'winlogon' },
  ]),
];

const send = async ({ url }: ServerProcess, [request, body]: Request): Promise<void> => {
  const [method = '', path = ''] = request.split(' ');
  await fetch(`${url}${encodeURI(path)}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).then((answer) => answer.text());
};

const get = async <Answer = Json>({ url }: ServerProcess, path: string): Promise<Answer> =>
  (await (await fetch(`${url}${path}`)).json()) as Answer;

type Told = Readonly<{ state: string; policyState: Readonly<{ retryAt: string | null }> }>;

/** True if nothing happens before the next retry is due. */
const rests = async (server: ServerProcess): Promise<boolean> => {
  const { state, policyState } = await get<Told>(server, '/v1/resources/R');
  const group = await get(server, '/v1/groups/G');
  return group['operation'] === null && (state === 'Online' || policyState.retryAt !== null);
};

const counted = [
  'ResourceOnlinePending',
  'RegistryCheckpointRestoreFailed',
  'ResourceFailed',
  'GroupFailoverCounted',
] as const;

const totals = async (server: ServerProcess): Promise<unknown> => {
  const count = async (type: string): Promise<number> =>
    ((await get(server, `/v1/events?type=${type}&limit=1000`))['items'] as Json[]).length;
  const { owner, state } = await get<Told & { owner: string }>(server, '/v1/groups/G');
  return { counts: await Promise.all(counted.map(count)), owner, state };
};

const head = async (server: ServerProcess): Promise<number> => {
  const { items } = await get(server, '/v1/events?order=newest&limit=1');
  return Number((items as Json[])[0]?.['position']);
};

/**
 * Kills the server once its log has grown by a number of events, or the server rests; then starts
 * it again.
 */
const killed = async (server: ServerProcess, folder: string, events: number) => {
  const from = await head(server);
  while (!(await rests(server)) && (await head(server)) < from + events);
  await server.kill();
  return startServer(folder);
};

test.each([
  [['node-a'], { counts: [5, 4, 4, 1], owner: 'node-b', state: 'Online' }],
  [NODES, { counts: [12, 12, 12, 2], owner: 'node-c', state: 'Failed' }],
])(
  'a server that is killed between failures on %j counts them all',
  async (failsOn, expected) => {
    const random = seeded(SEED);
    const folder = await mkdtemp(join(tmpdir(), 'tidemark-failover-'));
    let server = await startServer(folder);
    for (const request of setup(failsOn)) await send(server, request);
    const online = send(server, ['POST /v1/resources/R/online']).catch(() => undefined);
    // The first kill is always in the midst of it. How many follow depends on the machine.
    server = await killed(server, folder, 1);
    while (!(await rests(server)))
      server = await killed(server, folder, 1 + Math.floor(random() * 12));
    await online;
    expect(await totals(server)).toEqual(expected);
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  },
  600_000,
);
