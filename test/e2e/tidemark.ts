import 'reflect-metadata';

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import createClient, { type Client } from 'openapi-fetch';

import { type Engine } from '#engine';
import { hashKey } from '#registry';
import { type ManualClock } from '#testing/processes';

import { type Metrics } from '../../apps/api/src/metrics/metrics.js';
import { buildApplication } from '../support/application.js';
import { isSettled, type Circumstances } from '../support/circumstances.js';
import { openTestLog, type TestLog } from '../support/test-log.js';
import { type paths } from './client.generated.js';

/** Any JSON of the API, for tests that look at more than the document promises. */
export type Json = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

export type Answer = Readonly<{ status: number; headers: Headers; body: Json }>;

/** The real application in this process, on a folder and a port of its own. */
const PATIENT = { prefer: 'wait=300' };

const isRaw = (body: unknown): body is string | Uint8Array<ArrayBuffer> =>
  typeof body === 'string' || body instanceof Uint8Array;

export class Tidemark {
  readonly client: Client<paths>;
  private stopping: Promise<void> | undefined;

  private constructor(
    readonly url: string,
    readonly parts: Readonly<{
      engine: Engine;
      app: NestFastifyApplication;
      metrics: Metrics;
      folder: string;
      clock: ManualClock;
      /** Takes the log and the folder away. */
      close: () => Promise<void>;
    }>,
    /** Errors that no answer shows; each test checks them at its end. */
    readonly defects: readonly unknown[],
  ) {
    this.client = createClient<paths>({ baseUrl: url });
  }

  /**
   * Starts an application whose time stands still until a test moves it.
   *
   * @param shared a log that others use too; by default, a log of its own
   */
  static async start(shared?: TestLog, more?: Circumstances): Promise<Tidemark> {
    const tidemark = await Tidemark.listen(shared, more);
    try {
      await tidemark.engine.start();
      return tidemark;
    } catch (error) {
      await tidemark.stop();
      throw error;
    }
  }

  /** Listens without catching up with its log. */
  static async listen(
    shared?: TestLog,
    { environment, ...circumstances }: Circumstances = {},
  ): Promise<Tidemark> {
    const folder = await mkdtemp(join(tmpdir(), 'tidemark-e2e-'));
    const log = shared ?? (await openTestLog());
    const close = async (): Promise<void> => {
      await log.remove();
      await rm(folder, { recursive: true, force: true });
    };
    const settings = { TIDEMARK_DATA: folder, TIDEMARK_PORT: '0', ...log.settings, ...environment };
    const built = await buildApplication(settings, circumstances).catch(async (error: unknown) => {
      await close();
      throw error;
    });
    const { app, defects, ...parts } = built;
    try {
      await app.listen(0, '127.0.0.1');
    } catch (error) {
      await parts.engine.stop();
      await close();
      throw error;
    }
    return new Tidemark(await app.getUrl(), { ...parts, app, folder, close }, defects);
  }

  /** Stops it for good. */
  stop(): Promise<void> {
    this.stopping ??= this.end();
    return this.stopping;
  }

  private async end(): Promise<void> {
    const { app, engine, close } = this.parts;
    await app.close();
    await engine.stop();
    await close();
  }

  /**
   * All stored bytes except the master key: those in the data folder, and those of a log elsewhere.
   */
  async stored(): Promise<Buffer> {
    const { folder, engine } = this.parts;
    const names = (await readdir(folder)).filter((name) => name !== 'master.key');
    const files = await Promise.all(names.map((name) => readFile(join(folder, name))));
    const records: Buffer[] = [];
    if (engine.leadership.lease !== undefined)
      for await (const { event } of engine.store.readLog())
        records.push(Buffer.from(JSON.stringify(event)));
    return Buffer.concat([...files, ...records]);
  }

  /** The engine, for tests of effects that no request shows. */
  get engine(): Engine {
    return this.parts.engine;
  }

  /** True if other processes may write its log too. */
  get isShared(): boolean {
    return this.parts.engine.leadership.lease !== undefined;
  }

  /** Sends a request with any method, body and headers, valid or not. Text and bytes go as they are. */
  async send(
    request: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const [, method = 'GET', path = ''] = /^(\S+) (.*)$/s.exec(request) ?? [];
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const answer = await fetch(`${this.url}${encodeURI(path)}`, {
      method,
      headers: { ...PATIENT, ...json, ...headers },
      ...(body !== undefined && { body: isRaw(body) ? body : JSON.stringify(body) }),
    });
    const { status, headers: given } = answer;
    const text = await answer.text();
    return { status, headers: given, body: JSON.parse(text) as Json };
  }

  /** The Win32 status of the answer, in whichever form it comes. */
  async status(request: string, body?: unknown): Promise<number> {
    const { body: answer } = await this.send(request, body);
    return ((answer['win32'] as Json | undefined)?.['code'] ?? answer['status']) as number;
  }

  async get(path: string): Promise<Json> {
    return (await this.send(`GET ${path}`)).body;
  }

  async stateOf(resource: string): Promise<string> {
    return String((await this.get(`/v1/resources/${resource}`))['state']);
  }

  /** Resolves once no operation is under way. */
  async settled(): Promise<void> {
    const { engine } = this.parts;
    await engine.idle();
    const { cluster } = engine.clusterState;
    if (cluster.status === 'absent') return;
    const streams = [
      ...[...cluster.groups.keys()].map((id) => engine.stream('group', id)),
      ...[...cluster.nodes.keys()].map((id) => engine.stream('node', id)),
    ];
    await engine.fold.until(streams, () => isSettled(engine.clusterState));
  }

  /** Resolves once a condition holds that another process makes true. */
  async until(holds: () => Promise<boolean>): Promise<void> {
    const { engine } = this.parts;
    while (!(await holds())) await engine.idle();
  }

  /** Lets time pass, and runs the steps that become due. */
  pass(milliseconds: number): Promise<void> {
    const { clock, engine } = this.parts;
    return clock.pass(milliseconds, () => engine.idle());
  }

  /** The head of the log and the root hash of every node's registry. */
  fingerprint(): string {
    const { clusterState, fold } = this.parts.engine;
    const nodes =
      clusterState.cluster.status === 'formed' ? [...clusterState.cluster.nodes.keys()] : [];
    const hashes = nodes.map((id) => {
      const node = clusterState.node(id);
      return node.status === 'present' ? hashKey(node.registry) : 'absent';
    });
    return [String(fold.position), ...hashes].join();
  }

  /** Two nodes, a role on the first, and a resource in it. */
  async form(): Promise<void> {
    await this.send('POST /v1/nodes', { name: 'node-a' });
    await this.send('POST /v1/nodes', { name: 'node-b' });
    await this.role('SQL', 'Server');
  }

  /** A role on the first node with one resource. */
  async role(group: string, resource: string): Promise<void> {
    await this.send('POST /v1/groups', { name: group, owner: 'node-a' });
    await this.send('POST /v1/resources', { name: resource, type: 'Generic Service', group });
  }

  /** Sets one REG_SZ value. */
  edit(node: string, text: string, [key, name]: readonly [string, string] = PORT): Promise<Answer> {
    const change = { op: 'set', key, name, value: { type: 'REG_SZ', text } };
    return this.send(`PATCH /v1/nodes/${node}/registry`, { changes: [change] });
  }

  /** One REG_SZ value, now or at a moment. */
  async value(
    node: string,
    at?: string,
    [key, name]: readonly [string, string] = PORT,
  ): Promise<string | undefined> {
    const query = new URLSearchParams({ key, ...(at !== undefined && { at }) });
    const answer = await fetch(`${this.url}/v1/nodes/${node}/registry?${String(query)}`);
    const { values } = (await answer.json()) as Json;
    return (values as Json[]).find((entry) => entry['name'] === name)?.['value'].text as
      string | undefined;
  }

  control(resource: string, body: Json): Promise<Answer> {
    return this.send(`POST /v1/resources/${resource}/control`, body);
  }

  addCheckpoint(resource: string, input: string = KEY): Promise<Answer> {
    const controlCode = 'CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT';
    return this.control(resource, { controlCode, input });
  }

  async items(path: string): Promise<readonly Json[]> {
    return (await this.send(`GET ${path}`)).body['items'] as Json[];
  }
}

export const KEY = 'SOFTWARE\\Contoso\\App';
export const PORT = [KEY, 'Port'] as const;
