import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { StandIn } from '#testing/event-store-esdb';

import { Tidemark } from '../e2e/tidemark.js';
import { Launched } from '../support/launched.js';
import { preparedFolder } from '../support/prepared.js';

const REPLACED = 'urn:tidemark:problem:log-replaced';
const CLUSTER = 'test';

type Backup = ReturnType<StandIn['backup']>;

/** A server on which another Tidemark has formed the same cluster. */
const anotherLog = async (nodes: number): Promise<Backup> => {
  const standIn = await StandIn.start();
  const settings = { EVENTSTORE_URL: standIn.url, TIDEMARK_CLUSTER: CLUSTER };
  const tidemark = await Tidemark.start({ settings, remove: () => standIn.stop() });
  for (let node = 0; node < nodes; node += 1)
    await tidemark.send('POST /v1/nodes', { name: `other-${node}` });
  const backup = standIn.backup();
  await tidemark.stop();
  return backup;
};

const LOGS: readonly (readonly [string, (old: Backup) => Backup | Promise<Backup> | undefined])[] =
  [
    ['an older log', (old) => old],
    ['an empty log', () => undefined],
    ['another log', () => anotherLog(1)],
    ['another log that is longer', () => anotherLog(8)],
  ];

describe('an EventStoreDB that was restored under a running process', () => {
  let standIn: StandIn;
  let tidemark: Tidemark;
  let old: Backup;
  let right: Backup;

  beforeEach(async () => {
    standIn = await StandIn.start();
    const settings = { EVENTSTORE_URL: standIn.url, TIDEMARK_CLUSTER: CLUSTER };
    tidemark = await Tidemark.start({ settings, remove: () => standIn.stop() });
    await tidemark.send('POST /v1/nodes', { name: 'node-a' });
    old = standIn.backup();
    await tidemark.send('POST /v1/nodes', { name: 'node-b' });
    await tidemark.edit('node-b', 'newer');
    await tidemark.get('/v1/events');
    right = standIn.backup();
  });

  afterEach(() => tidemark.stop());

  const isReady = async (): Promise<boolean> => (await tidemark.send('GET /readyz')).status === 200;

  const refusals = async (): Promise<void> => {
    for (const request of [
      'GET /readyz',
      'GET /v1/nodes',
      'GET /v1/nodes?consistency=eventual',
      'GET /v1/nodes?at=1',
      'GET /v1/events',
      'GET /v1/events?consistency=eventual',
      'POST /v1/nodes',
      'PATCH /v1/nodes/node-b/registry',
    ]) {
      const body = request.startsWith('GET') ? undefined : { name: 'node-c', changes: [] };
      const answer = await tidemark.send(request, body);
      expect([request, answer.status, answer.body['type']]).toEqual([request, 503, REPLACED]);
      expect(answer.body['detail']).toMatch(
        /^the server holds another log than this process knows: /,
      );
    }
    expect((await tidemark.send('GET /healthz')).status).toBe(200);
  };

  test.each(LOGS)(
    'to %s is reported as replaced, and the process resumes with the right log',
    async (_, of) => {
      const backup = await of(old);
      await standIn.restore(backup);
      const { length } = standIn.backup().records;
      await tidemark.until(
        async () => (await tidemark.send('GET /readyz')).body['type'] === REPLACED,
      );
      await refusals();
      expect(standIn.backup().records.slice(length).filter(isOfCluster)).toEqual([]);
      await standIn.restore(right);
      await tidemark.until(isReady);
      const nodes = await tidemark.items('/v1/nodes');
      expect(nodes.map(({ name }) => name as string)).toEqual(['node-a', 'node-b']);
      expect((await tidemark.edit('node-b', 'after')).status).toBe(200);
      expect(await tidemark.value('node-b')).toBe('after');
    },
  );
});

describe('an EventStoreDB that was restored between two starts', () => {
  let standIn: StandIn;
  let data: string;
  let old: Backup;
  let known: Backup;

  const folder = preparedFolder(async (first) => {
    data = first;
    standIn = await StandIn.start();
    const server = await start();
    await add(server, 'node-a');
    old = standIn.backup();
    await add(server, 'node-b');
    await (await fetch(`${server.url}/v1/events`)).text();
    expect((await server.stop()).code).toBe(0);
    known = standIn.backup();
    await standIn.stop();
  });

  beforeEach(async () => {
    data = folder.path;
    standIn = await StandIn.start();
    await standIn.restore(known);
  });

  afterEach(() => standIn.stop());

  const start = (settings: NodeJS.ProcessEnv = {}): Promise<Launched> =>
    Launched.start(data, { EVENTSTORE_URL: standIn.url, TIDEMARK_CLUSTER: CLUSTER, ...settings });

  const add = async (server: Launched, name: string): Promise<void> => {
    await server.until('/readyz', 200);
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ name });
    await fetch(`${server.url}/v1/nodes`, { method: 'POST', headers, body });
  };

  /** The detail of `/readyz`, once it says that the log was replaced. */
  const said = async (server: Launched): Promise<string> => {
    for (;;) {
      const { type, detail } = (await (await server.until('/readyz', 503)).json()) as Problem;
      if (type === REPLACED) return detail;
    }
  };

  test.each(LOGS)(
    'to %s is reported as replaced, and no cluster is formed in it',
    async (_, of) => {
      const right = standIn.backup();
      await standIn.restore(await of(old));
      const { length } = standIn.backup().records;
      const server = await start();
      const detail = await said(server);
      expect((await fetch(`${server.url}/v1/nodes`)).status).toBe(503);
      expect(standIn.backup().records.slice(length).filter(isOfCluster)).toEqual([]);
      await standIn.restore(right);
      await server.until('/readyz', 200);
      const { code, out } = await server.stop();
      expect(code).toBe(0);
      expect(
        out.split('\n').filter((line) => line.includes(JSON.stringify(detail).slice(1, -1))),
      ).toHaveLength(1);
    },
  );

  test('to an empty log is accepted where an operator gives the known log up', async () => {
    await standIn.restore();
    const refused = await start();
    const [, log = ''] = /TIDEMARK_NEW_LOG=(\S+)/.exec(await said(refused)) ?? [];
    expect((await refused.stop()).code).toBe(0);
    const server = await start({ TIDEMARK_NEW_LOG: log });
    await server.until('/readyz', 200);
    expect(await (await fetch(`${server.url}/v1/nodes`)).json()).toMatchObject({ items: [] });
    expect((await server.stop()).code).toBe(0);
  });
});

type Problem = Readonly<{ type: string; detail: string }>;

const isOfCluster = ({ event }: Backup['records'][number]): boolean =>
  event !== undefined && event.stream.startsWith(`${CLUSTER}.`) && !event.stream.includes('lease');
