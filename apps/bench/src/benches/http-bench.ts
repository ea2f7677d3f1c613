import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

import { inFolder } from '../folder.js';
import { HttpClient } from '../http-client.js';
import { compare, seconds, type Result, type Rounds } from '../rounds.js';

const bench = 'http';
const SERVER = resolve(import.meta.dirname, '../server.js');
const CLIENTS = 64;
const BATCH = 100;
/** The number of clients that send batches. */
const BATCHERS = 4;
const MANY_VALUES = 10;
const PATCH = 'PATCH /v1/nodes/node-a/registry';
const BATCHED = 'POST /v1/batch';
/** The flags of `npm start`. */
const FLAGS = ['--disable-warning=ExperimentalWarning'];

/** The addresses of a server in a process of its own. */
type Served = Readonly<{ ours: string; usual: string; stop: () => Promise<void> }>;

const serve = async (kind: string, folder: string): Promise<Served> => {
  await mkdir(folder);
  const child = spawn(process.execPath, [...FLAGS, SERVER, kind, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const first = await createInterface(child.stdout)[Symbol.asyncIterator]().next();
  if (first.done === true) throw new Error(`the server of ${kind} has ended at its start`);
  const { url, usual } = JSON.parse(first.value) as { url: string; usual: string };
  const client = await HttpClient.connect(url);
  await client.send('POST /v1/nodes', JSON.stringify({ name: 'node-a' }));
  client.close();
  return {
    ours: url,
    usual,
    stop: async () => {
      child.stdin.end();
      await once(child, 'exit');
    },
  };
};

/** The number of commands, and of clients that each wait for their answers. */
type Load = Readonly<{ commands: number; clients: number; values?: number }>;

/** Commands per second, one in each request. */
const single = (url: string, { commands, clients, values = 1 }: Load): Promise<number> =>
  rate(url, { requests: commands, clients }, (client, at) => client.send(PATCH, edit(at, values)));

/** Commands per second, a hundred in each request. */
const batched = async (url: string, { commands, clients }: Load): Promise<number> => {
  const requests = Math.ceil(commands / BATCH);
  const send = (client: HttpClient, at: number): Promise<void> => client.send(BATCHED, batch(at));
  return BATCH * (await rate(url, { requests, clients }, send));
};

const rate = async (
  url: string,
  { requests, clients }: Readonly<{ requests: number; clients: number }>,
  send: (client: HttpClient, at: number) => Promise<void>,
): Promise<number> => {
  const connected = await Promise.all(
    Array.from({ length: clients }, () => HttpClient.connect(url)),
  );
  let sent = 0;
  const one = async (client: HttpClient): Promise<void> => {
    while (sent < requests) await send(client, sent++);
    client.close();
  };
  return requests / (await seconds(() => Promise.all(connected.map(one))));
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
    const commands = rounds.sizes['requests'] ?? 10_000;
    const durable = await serve('durable', join(folder, 'durable'));
    const nothing = await serve('nothing', join(folder, 'nothing'));
    try {
      for (const url of [durable.ours, durable.usual, nothing.ours])
        await single(url, { commands: Math.ceil(commands / 2), clients: CLIENTS });
      return [
        await withoutTheLog(rounds, { durable, nothing, commands }),
        ...(await againstTheUsual(rounds, durable, commands)),
        ...(await inBatches(rounds, durable, commands)),
      ];
    } finally {
      await durable.stop();
      await nothing.stop();
    }
  });

const withoutTheLog = (
  rounds: Rounds,
  { durable, nothing, commands }: Readonly<{ durable: Served; nothing: Served; commands: number }>,
): Promise<Result> => {
  const load = { commands, clients: CLIENTS };
  return compare(
    rounds,
    {
      first: ['durable commands/s', () => single(durable.ours, load)],
      second: ['nothing kept commands/s', () => single(nothing.ours, load)],
    },
    { bench, measure: 'durable : a store that keeps nothing', aim: { least: 0.75 } },
  );
};

const againstTheUsual = async (
  rounds: Rounds,
  { ours, usual }: Served,
  commands: number,
): Promise<readonly Result[]> => {
  const one = { commands, clients: CLIENTS };
  const many = { ...one, commands: Math.ceil(commands / 2), values: MANY_VALUES };
  return [
    await compare(
      rounds,
      {
        first: ['ours commands/s', () => single(ours, one)],
        second: ['usual commands/s', () => single(usual, one)],
      },
      { bench, measure: 'our stack : the usual one', aim: { least: 1.4 } },
    ),
    await compare(
      rounds,
      {
        first: ['ours commands/s', () => single(ours, many)],
        second: ['usual commands/s', () => single(usual, many)],
      },
      { bench, measure: `our stack : the usual one, ${MANY_VALUES} values a command` },
    ),
  ];
};

const inBatches = async (
  rounds: Rounds,
  { ours }: Served,
  commands: number,
): Promise<readonly Result[]> => {
  const alone = { commands: Math.ceil(commands / 10), clients: 1 };
  const all = { commands, clients: CLIENTS };
  return [
    await compare(
      rounds,
      {
        first: ['batched commands/s', () => batched(ours, { ...alone, commands: 2 * commands })],
        second: ['single commands/s', () => single(ours, alone)],
      },
      { bench, measure: 'one client, batches of 100 : one at a time', aim: { least: 12 } },
    ),
    await compare(
      rounds,
      {
        first: [
          'batched commands/s',
          () => batched(ours, { commands: 4 * commands, clients: BATCHERS }),
        ],
        second: ['single commands/s', () => single(ours, all)],
      },
      { bench, measure: `${BATCHERS} clients, batches of 100 : ${CLIENTS} clients, one at a time` },
    ),
  ];
};
