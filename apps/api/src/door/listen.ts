import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { type Server } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';

/**
 * Makes a server that listens on one address of `localhost` also listen on the others, on the same
 * port. Skips addresses that this machine does not have, or where another program listens.
 *
 * @param addresses all addresses of `localhost`; looked up by default
 */
export const listenOnLocalhost = async (
  server: Server,
  addresses?: readonly string[],
): Promise<void> => {
  const { address: own, port } = server.address() as AddressInfo;
  const all = addresses ?? (await lookup('localhost', { all: true })).map(({ address }) => address);
  for (const address of all) if (address !== own) await join(server, address, port);
};

/**
 * Passes connections on another address to the server. The server closes the listener with its own.
 */
const join = async (server: Server, address: string, port: number): Promise<void> => {
  const listener = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
    server.emit('connection', socket),
  );
  server.once('close', () => listener.close());
  try {
    await once(listener.listen(port, address), 'listening');
  } catch {
    listener.close();
  }
};
