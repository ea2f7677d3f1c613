import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';

import { seeded } from '#testing/processes';

import { startServer, type ServerProcess } from '../support/server.js';

/**
 * `TIDEMARK_CRASH_ROUNDS=20 TIDEMARK_CRASH_SEED=1000 npm test -- lifecycle.crash` runs longer, and
 * kills at other points.
 */
const ROUNDS = Number(process.env['TIDEMARK_CRASH_ROUNDS'] ?? 1);
const SEED = Number(process.env['TIDEMARK_CRASH_SEED'] ?? 1);
const RESOURCES = 20;
/** The most events of a request before the server is killed; most requests have fewer. */
const MOST = 120;
const CHAIN = 10;

type Json = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any
type Request = readonly [request: string, body?: object];

const nameOf = (index: number): string => `R-${index}`;
const keyOf = (index: number): string => `SOFTWARE\\Contoso\\App ${index}`;
const all = Array.from({ length: RESOURCES }, (_, index) => index);

const edits = (number: number): object => ({
  changes: all.map((index) => ({
    op: 'set',
    key: keyOf(index),
    name: 'Port',
    value: { type: 'REG_DWORD', number },
  })),
});

const SETUP: readonly Request[] = [
  ['POST /v1/nodes', { name: 'node-a' }],
  ['POST /v1/nodes', { name: 'node-b' }],
  ['POST /v1/groups', { name: 'Role', owner: 'node-a' }],
  ['PATCH /v1/nodes/node-a/registry', edits(1)],
  ...all.flatMap((index): Request[] => [
    ['POST /v1/resources', { name: nameOf(index), type: 'Generic Service', group: 'Role' }],
    [`POST /v1/resources/${nameOf(index)}/checkpoints`, { key: keyOf(index) }],
    ...(index > 0 && index < CHAIN
      ? [[`PUT /v1/resources/${nameOf(index)}/dependencies/${nameOf(index - 1)}`] as const]
      : []),
  ]),
  ['POST /v1/groups/Role/online'],
];

const LIFE: readonly Request[] = [
  ['POST /v1/groups/Role/move', { to: 'node-b' }],
  ['PATCH /v1/nodes/node-b/registry', edits(2)],
  ['POST /v1/nodes/node-b/drain', {}],
  ['POST /v1/nodes/node-b/resume', { failback: 'immediate' }],
  ['PATCH /v1/nodes/node-b/registry', edits(3)],
  ['POST /v1/nodes/node-b/crash'],
  ['POST /v1/nodes/node-b/start'],
  ['POST /v1/nodes/node-a/stop'],
];

/** Sends a request; undefined if there was no answer. */
const send = async (
  { url }: ServerProcess,
  [request, body]: Request,
  key: string,
): Promise<Json | undefined> => {
  const [method = '', path = ''] = request.split(' ');
  try {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return (await answer.json()) as Json;
  } catch {
    return undefined;
  }
};

const get = async ({ url }: ServerProcess, path: string): Promise<Json> =>
  (await (await fetch(`${url}${path}`)).json()) as Json;

const items = async (server: ServerProcess, path: string): Promise<readonly Json[]> =>
  (await get(server, path))['items'] as Json[];

const head = async (server: ServerProcess): Promise<number> => {
  const [last] = await items(server, '/v1/events?order=newest&limit=1');
  return Number(last?.['position']);
};

/** Kills a server once its log has grown by a number of events. */
const killAfter = async (server: ServerProcess, from: number, events: number): Promise<void> => {
  const answer = await fetch(`${server.url}/v1/events/stream`, {
    headers: { 'last-event-id': String(from) },
  });
  let seen = 0;
  for await (const chunk of (answer.body ?? new ReadableStream<Uint8Array>()).pipeThrough(
    new TextDecoderStream(),
  )) {
    seen += chunk.match(/^id:/gm)?.length ?? 0;
    if (seen >= events) break;
  }
  await server.kill();
};

/** Resolves when no operation of the group or of a node is under way. */
const rests = async (server: ServerProcess): Promise<void> => {
  for (let before = -1; ;) {
    const { operation, state } = await get(server, '/v1/groups/Role');
    const now = await head(server);
    if (operation === null && state !== 'Pending' && now === before) return;
    before = now;
  }
};

const toldBy = async (server: ServerProcess): Promise<unknown> => {
  const streams: Record<string, string[]> = {};
  for (let cursor = ''; ;) {
    const page = await get(server, `/v1/events?limit=1000&order=oldest${cursor}`);
    for (const { stream, type } of page['items'] as Json[])
      (streams[String(stream)] ??= []).push(String(type));
    if (page['next'] === null) break;
    cursor = `&cursor=${String(page['next'])}`;
  }
  const resources = await items(server, '/v1/resources?limit=1000');
  const states = resources.map(({ name, state, owner }) => [name, state, owner].join());
  const checkpoints = await Promise.all(
    all.map(async (index) => {
      const found = await items(server, `/v1/resources/${nameOf(index)}/checkpoints`);
      return found.map(({ hash, captures }) => [hash, captures].join());
    }),
  );
  const perStream = Object.values(streams)
    .map((types) => types.join(' '))
    .sort();
  return { states, checkpoints, perStream };
};

type Life = Readonly<{ told: unknown; cuts: number }>;

/**
 * Sends all requests; kills the server in each request once the log has grown by a random number.
 */
const live = async (folder: string, random?: () => number): Promise<Life> => {
  let server = await startServer(folder);
  let cuts = 0;
  for (const [step, request] of SETUP.entries()) await send(server, request, `setup ${step}`);
  for (const [step, request] of LIFE.entries()) {
    const key = `life ${step}`;
    if (random !== undefined) {
      const events = 1 + Math.floor(random() * MOST);
      const killing = killAfter(server, await head(server), events).catch(() => undefined);
      if ((await send(server, request, key)) === undefined) cuts += 1;
      else await server.kill();
      await killing;
      server = await startServer(folder);
    }
    await send(server, request, key);
    await rests(server);
  }
  const told = await toldBy(server);
  await server.stop();
  return { told, cuts };
};

test(
  'a server that is killed in moves, drains and failovers ends as one that never was',
  async () => {
    const folders = await Promise.all(
      Array.from({ length: ROUNDS + 1 }, () => mkdtemp(join(tmpdir(), 'tidemark-life-'))),
    );
    const [first = '', ...others] = folders;
    const { told: whole } = await live(first);
    for (const [round, folder] of others.entries()) {
      const seed = SEED + round;
      const { told, cuts } = await live(folder, seeded(seed));
      expect([seed, told]).toEqual([seed, whole]);
      expect(cuts).toBeGreaterThan(1);
    }
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  },
  (1 + ROUNDS) * 600_000,
);
