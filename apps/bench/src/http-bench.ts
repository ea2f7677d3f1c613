import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

import { inFolder } from './folder.js';
import { HttpClient } from './http-client.js';
import { compare, seconds, type Result, type Rounds } from './rounds.js';

const bench = 'http';
const SERVER = resolve(import.meta.dirname, 'server.js');
const CLIENTS = 64;
const BATCH = 100;
/** Clients that send batches at once. */
const BATCHERS = 4;
const MANY_VALUES = 10;
const PATCH = 'PATCH /v1/nodes/node-a/registry';
const BATCHED = 'POST /v1/batch';
/** As `npm start` runs it. */
const FLAGS = ['--max-semi-space-size=64', '--disable-warning=ExperimentalWarning'];

/** Clients that are connected to a server, or to one beside it. */
type Clients = readonly HttpClient[];

/** A server in a process of its own, with clients that are connected to it. */
class Loaded {
  private constructor(
    readonly ours: Clients,
    readonly usual: Clients,
    readonly stop: () => Promise<void>,
  ) {}

  static async start(kind: string, folder: string): Promise<Loaded> {
    await mkdir(folder);
    const child = spawn(process.execPath, [...FLAGS, SERVER, kind, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const { url, usual } = JSON.parse(line) as { url: string; usual: string };
    const connected = (to: string): Promise<HttpClient[]> =>
      Promise.all(Array.from({ length: CLIENTS }, () => HttpClient.connect(to)));
    const [clients, others] = [await connected(url), await connected(usual)];
    await clients[0]?.send('POST /v1/nodes', JSON.stringify({ name: 'node-a' }));
    return new Loaded(clients, others, async () => {
      for (const client of [...clients, ...others]) client.close();
      child.kill('SIGTERM');
      await once(child, 'exit');
    });
  }
}

/** Commands a second, one in each request; each client waits for its answer. */
const single = (clients: Clients, count: number, values = 1): Promise<number> =>
  rate(clients, count, (client, at) => client.send(PATCH, edit(at, values)));

/** Commands a second, a hundred in each request; each client waits for its answer. */
const batched = async (clients: Clients, count: number): Promise<number> => {
  const requests = Math.ceil(count / BATCH);
  return BATCH * (await rate(clients, requests, (client, at) => client.send(BATCHED, batch(at))));
};

const rate = async (
  clients: Clients,
  count: number,
  send: (client: HttpClient, at: number) => Promise<void>,
): Promise<number> => {
  let sent = 0;
  const one = async (client: HttpClient): Promise<void> => {
    while (sent < count) await send(client, sent++);
  };
  return count / (await seconds(() => Promise.all(clients.map(one))));
};

let written = 0;

const change = (at: number): object => {
  written += 1;
  const value = { type: 'REG_DWORD', number: written };
  return { op: 'set', key: `SOFTWARE\\Bench\\Key ${at % 50}`, name: `Value ${at % 1000}`, value };
};

const edit = (at: number, values: number): string =>
  JSON.stringify({ changes: Array.from({ length: values }, (_, index) => change(at + index)) });

const batch = (at: number): string =>
  JSON.stringify({
    commands: Array.from({ length: BATCH }, (_, index) => ({
      method: 'PATCH',
      path: '/v1/nodes/node-a/registry',
      body: { changes: [change(at * BATCH + index)] },
    })),
  });

export const httpBench = (rounds: Rounds): Promise<readonly Result[]> =>
  inFolder(async (folder) => {
    const count = rounds.sizes['requests'] ?? 10_000;
    const durable = await Loaded.start('durable', join(folder, 'durable'));
    const nothing = await Loaded.start('nothing', join(folder, 'nothing'));
    try {
      for (const clients of [durable.ours, durable.usual, nothing.ours])
        await single(clients, Math.ceil(count / 2));
      return [
        await compare(
          rounds,
          {
            first: ['durable commands/s', () => single(durable.ours, count)],
            second: ['nothing kept commands/s', () => single(nothing.ours, count)],
          },
          { bench, measure: 'durable : a store that keeps nothing', aim: { least: 0.75 } },
        ),
        ...(await againstTheUsual(rounds, durable, count)),
        ...(await inBatches(rounds, durable, count)),
      ];
    } finally {
      await durable.stop();
      await nothing.stop();
    }
  });

const againstTheUsual = async (
  rounds: Rounds,
  { ours, usual }: Loaded,
  count: number,
): Promise<readonly Result[]> => [
  await compare(
    rounds,
    {
      first: ['ours commands/s', () => single(ours, count)],
      second: ['usual commands/s', () => single(usual, count)],
    },
    { bench, measure: 'our stack : the usual one', aim: { least: 1.4 } },
  ),
  await compare(
    rounds,
    {
      first: ['ours commands/s', () => single(ours, Math.ceil(count / 2), MANY_VALUES)],
      second: ['usual commands/s', () => single(usual, Math.ceil(count / 2), MANY_VALUES)],
    },
    { bench, measure: `our stack : the usual one, ${MANY_VALUES} values a command` },
  ),
];

const inBatches = async (
  rounds: Rounds,
  { ours }: Loaded,
  count: number,
): Promise<readonly Result[]> => [
  await compare(
    rounds,
    {
      first: ['batched commands/s', () => batched(ours.slice(0, 1), 2 * count)],
      second: ['single commands/s', () => single(ours.slice(0, 1), Math.ceil(count / 10))],
    },
    { bench, measure: 'one client, batches of 100 : one at a time', aim: { least: 12 } },
  ),
  await compare(
    rounds,
    {
      first: ['batched commands/s', () => batched(ours.slice(0, BATCHERS), 4 * count)],
      second: ['single commands/s', () => single(ours, count)],
    },
    { bench, measure: `${BATCHERS} clients, batches of 100 : ${CLIENTS} clients, one at a time` },
  ),
];
