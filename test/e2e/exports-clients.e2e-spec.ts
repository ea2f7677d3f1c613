import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { OpenExports } from '../../apps/api/src/exports/open-exports.js';
import { exportOf, recordedExports, verified } from './exported.js';
import { KEY, Tidemark } from './tidemark.js';

describe('a client', () => {
  let slow: Tidemark;
  let open: OpenExports;

  beforeAll(async () => {
    slow = await Tidemark.start(undefined, { limits: { windowMs: 2000, lookEveryMs: 20 } });
    open = slow.parts.app.get(OpenExports);
    await slow.send('POST /v1/nodes', { name: 'node-a' });
    // More than the buffers of a connection hold.
    for (let edits = 0; edits < 16; edits += 1) {
      const value = { type: 'REG_BINARY', hex: 'ab'.repeat(512 * 1024) };
      const changes = [{ op: 'set', key: `${KEY}\\${edits}`, name: 'v', value }];
      const { status } = await slow.send('PATCH /v1/nodes/node-a/registry', { changes });
      expect(status).toBe(200);
    }
  });

  afterAll(async () => {
    await slow.stop();
    expect(slow.defects).toEqual([]);
  });

  /** Asks for an export and reads nothing of it. */
  const askOnly = async (): Promise<Socket> => {
    const { hostname, port } = new URL(slow.url);
    const socket = connect(Number(port), hostname);
    socket.pause().write('GET /v1/export HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
    await once(socket, 'connect');
    return socket;
  };

  /** Resolves once so many exports are under way. */
  const untilOpen = (count: number): Promise<void> =>
    slow.until(async () => {
      await slow.get('/healthz');
      return open.count === count;
    });

  const exported = async (): Promise<number> => (await recordedExports(slow)).length;

  test('that stops reading is cut off, and four at most are served at once', async () => {
    const before = await exported();
    const sockets = await Promise.all([askOnly(), askOnly(), askOnly(), askOnly()]);
    await untilOpen(4);
    const { status, headers, body } = await slow.send('GET /v1/export');
    expect([status, body['title']]).toEqual([503, 'too many exports']);
    expect(headers.get('retry-after')).toBe('1');
    // An export has its place before it is recorded.
    await slow.until(async () => (await exported()) >= before + 4);
    await untilOpen(0);
    expect(await exported()).toBe(before + 4);
    const texts = await Promise.all(sockets.map((socket) => restOf(socket)));
    for (const text of texts) {
      expect(text).toMatch(/^HTTP\/1\.1 200 /);
      expect(text).not.toContain('ExportTrailer');
    }
    const whole = await exportOf(slow);
    expect((await verified(whole)).faults).toEqual([]);
  });

  test('that goes leaves its place', async () => {
    const socket = await askOnly();
    await untilOpen(1);
    socket.destroy();
    await untilOpen(0);
  });

  test('gets the whole or no trailer when the read model is rebuilt meanwhile', async () => {
    const socket = await askOnly();
    await untilOpen(1);
    await slow.engine.reads.rebuild();
    const text = await restOf(socket);
    const whole = text.includes('ExportTrailer');
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
    if (whole) expect((text.match(/RegistryChanged/g) ?? []).length).toBe(16);
    await untilOpen(0);
    expect((await verified(await exportOf(slow))).faults).toEqual([]);
  });

  test('keeps no server from stopping', async () => {
    const socket = await askOnly();
    await untilOpen(1);
    await slow.stop();
    expect(await restOf(socket)).not.toContain('ExportTrailer');
  });
});

/** All that a server has sent until it ended the connection. */
const restOf = async (socket: Socket): Promise<string> => {
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
  });
  socket.on('error', () => undefined).resume();
  if (!socket.closed) await once(socket, 'close');
  return text;
};
