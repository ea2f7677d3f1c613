import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

import { inFolder } from './folder.js';
import { HttpClient } from './http-client.js';
import { compare, seconds, type Result, type Rounds } from './rounds.js';

const SERVER = resolve(import.meta.dirname, 'server.js');
const CLIENTS = 64;
const BATCH = 100;

/** A server in a process of its own, with clients that are connected to it. */
class Loaded {
  private constructor(
    private readonly clients: readonly HttpClient[],
    private readonly usual: readonly HttpClient[],
    readonly stop: () => Promise<void>,
  ) {}

  static async start(kind: string, folder: string): Promise<Loaded> {
    await mkdir(folder);
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', SERVER, kind, folder],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
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

  /** Commands a second, one in each request. */
  single(count: number): Promise<number> {
    return this.rate(this.clients, count, (client, at) =>
      client.send('PATCH /v1/nodes/node-a/registry', edit(at)),
    );
  }

  usually(count: number): Promise<number> {
    return this.rate(this.usual, count, (client, at) =>
      client.send('PATCH /v1/nodes/node-a/registry', edit(at)),
    );
  }

  /** Commands a second, a hundred in each request. */
  async batched(count: number): Promise<number> {
    const rate = await this.rate(this.clients.slice(0, 4), Math.ceil(count / BATCH), (client, at) =>
      client.send('POST /v1/batch', batch(at)),
    );
    return rate * BATCH;
  }

  private async rate(
    clients: readonly HttpClient[],
    count: number,
    send: (client: HttpClient, at: number) => Promise<void>,
  ): Promise<number> {
    let sent = 0;
    const one = async (client: HttpClient): Promise<void> => {
      while (sent < count) await send(client, sent++);
    };
    return count / (await seconds(() => Promise.all(clients.map(one))));
  }
}

let written = 0;

const change = (at: number): object => {
  written += 1;
  const value = { type: 'REG_DWORD', number: written };
  return { op: 'set', key: `SOFTWARE\\Bench\\Key ${at % 50}`, name: `Value ${at % 1000}`, value };
};

const edit = (at: number): string => JSON.stringify({ changes: [change(at)] });

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
    const bench = 'http';
    const durable = await Loaded.start('durable', join(folder, 'durable'));
    const nothing = await Loaded.start('nothing', join(folder, 'nothing'));
    try {
      await durable.single(Math.ceil(count / 2));
      await nothing.single(Math.ceil(count / 2));
      return [
        await compare(
          rounds,
          {
            first: ['durable commands/s', () => durable.single(count)],
            second: ['nothing kept commands/s', () => nothing.single(count)],
          },
          { bench, measure: 'durable : a store that keeps nothing', aim: { least: 0.75 } },
        ),
        await compare(
          rounds,
          {
            first: ['ours commands/s', () => durable.single(count)],
            second: ['usual commands/s', () => durable.usually(count)],
          },
          { bench, measure: 'our stack : the usual one', aim: { least: 1.4 } },
        ),
        await compare(
          rounds,
          {
            first: ['batched commands/s', () => durable.batched(4 * count)],
            second: ['single commands/s', () => durable.single(count)],
          },
          { bench, measure: 'batches of 100 : one at a time', aim: { least: 12 } },
        ),
      ];
    } finally {
      await durable.stop();
      await nothing.stop();
    }
  });
