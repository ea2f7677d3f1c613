import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';

import { streamsOf } from '#domain';
import { StandIn } from '#testing/event-store-esdb';
import { openEsdbEventStore, type EsdbEventStore } from '#event-store-esdb';

import { type Json } from '../e2e/tidemark.js';
import { ServerProcess } from '../../apps/tour/src/server.js';
import { MAIN } from '../support/server.js';

/** A request of a client, for any of the processes. */
export type Ask = Readonly<{ method: string; path: string; body?: unknown; key?: string }>;

/** The number of tries of a client. */
const PATIENCE = 20_000;

/**
 * Several processes of Tidemark on one log: on a stand-in in this process, or on the real server at
 * EVENTSTORE_URL.
 */
export class Servers {
  readonly cluster = `shared_${randomUUID().replaceAll('-', '').slice(0, 16)}`;
  private standIn: StandIn | undefined;
  private readonly folders: string[] = [];
  private processes: (ServerProcess | undefined)[] = [];

  static async start(count: number): Promise<Servers> {
    const servers = new Servers();
    if (process.env['EVENTSTORE_URL'] === undefined) servers.standIn = await StandIn.start();
    for (let index = 0; index < count; index += 1)
      servers.folders.push(await mkdtemp(join(tmpdir(), 'tidemark-shared-')));
    await servers.begin(0);
    await Promise.all(servers.folders.slice(1).map((_, index) => servers.begin(index + 1)));
    return servers;
  }

  get url(): string {
    return process.env['EVENTSTORE_URL'] ?? this.standIn?.url ?? '';
  }

  get count(): number {
    return this.folders.length;
  }

  at(index: number): ServerProcess {
    const found = this.processes[index];
    if (found === undefined) throw new Error(`process ${index} does not run`);
    return found;
  }

  /** Starts a process on its folder, also after a kill. */
  async begin(index: number): Promise<void> {
    this.processes[index] = await ServerProcess.start(this.folders[index] ?? '', MAIN, {
      EVENTSTORE_URL: this.url,
      TIDEMARK_CLUSTER: this.cluster,
    });
  }

  async kill(index: number): Promise<void> {
    const victim = this.at(index);
    this.processes[index] = undefined;
    await victim.kill();
  }

  async stop(): Promise<void> {
    for (const one of this.processes) await one?.stop();
    await this.standIn?.stop();
    for (const folder of this.folders) await rm(folder, { recursive: true, force: true });
  }

  /** The whole log, as a process of its own reads it. */
  openLog(): Promise<EsdbEventStore> {
    return openEsdbEventStore({
      url: this.url,
      streams: streamsOf(this.cluster),
      clock: () => new Date(0),
    });
  }

  async get(index: number, path: string): Promise<Json> {
    const answer = await fetch(`${this.at(index).url}${path}`);
    return (await answer.json()) as Json;
  }

  /**
   * Asks one process after the other until one has carried out the request. A repeat is recognised.
   */
  async insist(ask: Ask, first: number): Promise<Json> {
    const key = ask.key ?? randomUUID();
    for (let tries = 0; tries < PATIENCE; tries += 1) {
      const answer = await this.ask({ ...ask, key }, (first + tries) % this.count);
      if (answer !== undefined && isFinal(answer)) return answer.body;
      await turn();
    }
    throw new Error(`${ask.method} ${ask.path} was never answered`);
  }

  /** Sends a request; undefined if there was no answer. */
  async ask(
    { method, path, body, key }: Ask,
    index: number,
  ): Promise<Readonly<{ status: number; body: Json }> | undefined> {
    try {
      const answer = await fetch(`${this.at(index).url}${path}`, {
        method,
        headers: {
          'content-type': 'application/json',
          ...(key !== undefined && { 'idempotency-key': key }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: answer.status, body: (await answer.json()) as Json };
    } catch {
      return undefined;
    }
  }
}

/**
 * True if the request was carried out or refused by the cluster: another try would change nothing.
 */
const isFinal = ({ status, body }: Readonly<{ status: number; body: Json }>): boolean =>
  status === 200 || status === 201 || body['win32'] !== undefined;
