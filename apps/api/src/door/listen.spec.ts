import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { listenOnLocalhost } from './listen.js';

/** Another loopback address, and an address for documentation that no machine has. */
const [OTHER, NOWHERE] = ['127.0.0.2', '192.0.2.1'];

let server: Server;

beforeEach(async () => {
  server = createServer((_, response) => response.end('here'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
});

afterEach(() => {
  if (server.listening) server.close();
});

const answerOf = async (address: string): Promise<string> => {
  const { port } = server.address() as AddressInfo;
  const headers = { connection: 'close' };
  return (await fetch(`http://${address}:${port}/`, { headers })).text();
};

test('a server answers on all addresses that the machine has', async () => {
  await expect(answerOf(OTHER)).rejects.toThrow();
  await listenOnLocalhost(server, ['127.0.0.1', NOWHERE, OTHER]);
  expect(await answerOf('127.0.0.1')).toBe('here');
  expect(await answerOf(OTHER)).toBe('here');
});

test('a closing server releases all of them', async () => {
  await listenOnLocalhost(server, ['127.0.0.1', OTHER]);
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  const next = createServer();
  await once(next.listen(port, OTHER), 'listening');
  next.close();
});

test('localhost is looked up', async () => {
  await listenOnLocalhost(server);
  expect(await answerOf('localhost')).toBe('here');
});
