import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { type Server } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';

/**
 * Has a server that listens on one address of `localhost` listen on its others too, on the same port.
 * An address that this machine does not have, or where another program listens, is left out.
 */
export const listenOnLocalhost = async (server: Server): Promise<void> => {
  const { address: own, port } = server.address() as AddressInfo;
  const addresses = await lookup('localhost', { all: true });
  const others = addresses.map(({ address }) => address).filter((address) => address !== own);
  for (const address of others) await join(server, address, port);
};

/** What connects there is handed to the server, which ends these connections as it ends its own. */
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
