import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { Wire } from '../support/wire.js';
import { Connections } from '../../apps/api/src/wire/connections.js';
import { LIMITS } from '../../apps/api/src/wire/limits.js';
import { Pace } from '../../apps/api/src/wire/pace.js';

const HOST = 'host: localhost\r\n';
const get = (path: string, headers = ''): string => `GET ${path} HTTP/1.1\r\n${HOST}${headers}\r\n`;
const EXPECT = 'expect: 100-continue\r\n';
const UPGRADE = 'connection: upgrade\r\nupgrade: websocket\r\n';
/** A body that is never invited: its answer ends the connection. */
const UNINVITED = `POST /uninvited HTTP/1.1\r\n${HOST}${EXPECT}content-length: 2\r\n\r\n{}`;
const OLD = `GET /old HTTP/1.0\r\n${HOST}connection: keep-alive\r\n\r\n`;

describe('the requests of a connection', () => {
  let server: Server;
  let url: string;
  let begun: string[];
  let hold: Promise<void>;

  beforeEach(async () => {
    begun = [];
    hold = Promise.resolve();
    const connections = new Connections(LIMITS, new Pace(LIMITS), () => undefined);
    const handler = connections.inTurn(({ url: path = '' }, response) => {
      begun.push(path);
      if (path === '/close') response.setHeader('connection', 'close');
      if (path === '/old') response.write('of an unknown length');
      void hold.then(() => response.end(path));
    });
    server = connections.attach(createServer(handler));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const exchange = async (text: string): Promise<readonly number[]> => {
    const replies = await (await Wire.open(url)).send(text).end().closed();
    return replies.map(({ status }) => status);
  };

  test.each([
    ['which announces the end', get('/close')],
    ['to a body that was not invited', UNINVITED],
  ])('none begins behind an answer %s', async (_, first) => {
    for (const behind of [get('/a'), get('/a') + get('/b'), get('/a', UPGRADE), get('/a', EXPECT)])
      expect(await exchange(first + behind)).toEqual([200]);
    for (const behind of ['garbage\r\n\r\n', `CONNECT a:1 HTTP/1.1\r\n${HOST}\r\n`])
      expect(await exchange(first + behind)).toEqual([200]);
    expect(new Set(begun).size).toBe(1);
  });

  test('none begins behind an answer of unknown length to a client of HTTP/1.0', async () => {
    await exchange(OLD + get('/a'));
    expect(begun).toEqual(['/old']);
  });

  test('one without a body may expect an invitation, and the next one is answered too', async () => {
    expect(await exchange(get('/a', EXPECT) + get('/b', EXPECT))).toEqual([100, 200, 100, 200]);
    expect(begun).toEqual(['/a', '/b']);
  });

  test('one begins when the one before it is answered', async () => {
    const released = Promise.withResolvers<undefined>();
    hold = released.promise;
    const sending = (await Wire.open(url)).send(get('/a') + get('/b') + get('/c', UPGRADE));
    while (begun.length === 0) await new Promise(setImmediate);
    expect(begun).toEqual(['/a']);
    released.resolve(undefined);
    const replies = await sending.end().closed();
    expect(replies.map(({ body }) => body)).toEqual(['/a', '/b', '/c']);
  });

  test('many are read only as far as some may wait, and all are answered', async () => {
    const released = Promise.withResolvers<undefined>();
    hold = released.promise;
    const count = 8000;
    const text = get('/many').repeat(count) + get('/upgraded', UPGRADE) + get('/last');
    const read = new Promise<number>((resolve) => {
      server.once('connection', (socket) => {
        socket.once('pause', () => {
          setImmediate(() => {
            resolve(socket.bytesRead);
          });
        });
      });
    });
    const sending = (await Wire.open(url)).send(text).end();
    expect(await read).toBeLessThan(text.length / 2);
    released.resolve(undefined);
    expect(await sending.closed()).toHaveLength(count + 2);
    expect(begun).toHaveLength(count + 2);
  });
});
