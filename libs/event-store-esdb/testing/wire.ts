import { once } from 'node:events';
import { createServer, type AddressInfo, type Server as Listener, type Socket } from 'node:net';

/** The address of a server. */
export type Endpoint = Readonly<{ host: string; port: number }>;

const HOST = '127.0.0.1';

/** The port of a server and its connections, which can be cut one by one. */
export class Wire {
  private readonly sockets = new Map<string, Socket>();
  private listener: Listener | undefined;
  private port = 0;

  constructor(private readonly connected: (socket: Socket) => void) {}

  get endpoint(): Endpoint {
    return { host: HOST, port: this.port };
  }

  /** Listens on a free port, or again on its earlier one. */
  async open(): Promise<void> {
    const listener = createServer((socket) => {
      this.accept(socket);
    });
    listener.listen(this.port, HOST);
    await once(listener, 'listening');
    this.port = (listener.address() as AddressInfo).port;
    this.listener = listener;
  }

  /** Accepts no more connections, and cuts the existing ones. */
  async close(): Promise<void> {
    const listener = this.listener;
    if (listener === undefined) return;
    this.listener = undefined;
    const closed = once(listener, 'close');
    listener.close();
    this.cutAll();
    await closed;
  }

  /** Cuts the connection with a peer, by gRPC's name of the peer. */
  cut(peer: string): void {
    this.sockets.get(peer)?.destroy();
  }

  cutAll(): void {
    for (const socket of this.sockets.values()) socket.destroy();
  }

  private accept(socket: Socket): void {
    const peer = `${socket.remoteAddress}:${socket.remotePort}`;
    this.sockets.set(peer, socket);
    socket.on('close', () => this.sockets.delete(peer));
    this.connected(socket);
  }
}
