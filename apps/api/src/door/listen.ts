import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { type Server } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';

/**
 * Has a server that listens on one address of `localhost` listen on its others too, on the same port.
 * An address that this machine does not have, or where another program listens, is left out.
 *
 * @param addresses all of them; without, as they are looked up
 */
export const listenOnLocalhost = async (
  server: Server,
  addresses?: readonly string[],
): Promise<void> => {
  const { address: own, port } = server.address() as AddressInfo;
  const all = addresses ?? (await lookup('localhost', { all: true })).map(({ address }) => address);
  for (const address of all) if (address !== own) await join(server, address, port);
};

/** Hands connections on another address to the server, which closes them as it closes its own. */
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
