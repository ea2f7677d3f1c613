import { mkdtemp, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { StandIn } from '#testing/event-store-esdb';

import { freePort } from '../../apps/tour/src/server.js';
import { Launched } from '../support/launched.js';

describe('a server whose EventStoreDB does not answer', () => {
  let data: string;
  let launched: Launched | undefined;

  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'tidemark-start-'));
  });

  afterEach(async () => {
    launched?.signal('SIGKILL');
    await rm(data, { recursive: true, force: true });
  });

  const start = async (url: string): Promise<Launched> =>
    (launched = await Launched.start(data, { EVENTSTORE_URL: url }));

  /** Resolves once the server gives that reason. */
  const told = async (server: Launched, reason: RegExp): Promise<void> => {
    for (;;) {
      const { type, detail } = (await (await server.until('/readyz', 503)).json()) as Problem;
      expect(type).toBe('urn:tidemark:problem:starting');
      if (reason.test(detail)) return;
    }
  };

  test('listens, gives the reason, refuses clients that do not wait, and stops with exit code 0', async () => {
    const port = await freePort();
    const server = await start(`esdb://127.0.0.1:${port}?tls=false`);
    await server.until('/healthz', 200);
    await told(server, /^EventStoreDB has not answered yet$|nothing listens on 127/);
    const headers = { prefer: 'wait=0' };
    expect((await fetch(`${server.url}/v1/nodes`, { headers })).status).toBe(503);
    await told(server, new RegExp(`does not answer: nothing listens on 127.0.0.1:${port}$`));
    const { code, out, err } = await server.stop();
    expect([code, err]).toEqual([0, '']);
    const lines = out.split('\n').filter((line) => line.includes('nothing listens'));
    expect(lines.filter((line) => line.includes('trying again'))).toHaveLength(1);
  });

  test('stops with exit code 0 while requests wait for the log', async () => {
    const server = await start(`esdb://127.0.0.1:${await freePort()}?tls=false`);
    await server.until('/healthz', 200);
    const waiting = fetch(`${server.url}/v1/nodes`);
    await fetch(`${server.url}/healthz`);
    expect((await server.stop()).code).toBe(0);
    expect((await waiting).status).toBe(503);
  });

  test('answers as soon as EventStoreDB does', async () => {
    const standIn = await StandIn.start();
    await standIn.crash();
    const server = await start(standIn.url);
    await server.until('/healthz', 200);
    const waiting = fetch(`${server.url}/v1/cluster`);
    await standIn.restart();
    await server.until('/readyz', 200);
    await waiting;
    expect((await fetch(`${server.url}/v1/cluster`)).status).toBe(200);
    expect((await server.stop()).code).toBe(0);
    await standIn.stop();
  });

  describe('names a setting that can never work:', () => {
    let plain: Server;
    let port: number;

    beforeEach(async () => {
      plain = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
      await once(plain.listen(0, '127.0.0.1'), 'listening');
      ({ port } = plain.address() as AddressInfo);
    });

    afterEach(() => {
      plain.close();
    });

    test('a host without an address', async () => {
      for (const scheme of ['esdb', 'esdb+discover']) {
        const server = await start(`${scheme}://nowhere.invalid:2113?tls=false`);
        await told(server, /no address is known for the host nowhere\.invalid$/);
        expect((await server.stop()).code).toBe(0);
      }
    });

    test('TLS for a server without TLS', async () => {
      const server = await start(`esdb://127.0.0.1:${port}`);
      await told(server, /speaks no TLS: say tls=false in EVENTSTORE_URL, or use another port$/);
      expect((await server.stop()).code).toBe(0);
    });

    test('a port out of range, which ends the start', async () => {
      const { code, err } = await (await start('esdb://127.0.0.1:99999?tls=false')).ended;
      const line = 'EVENTSTORE_URL has a host with port 99999: ports are numbers from 1 to 65535\n';
      expect([code, err]).toEqual([1, line]);
    });
  });
});

type Problem = Readonly<{ type: string; detail: string }>;
