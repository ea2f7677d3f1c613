import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** An answer as it came over a connection. */
export type WireReply = Readonly<{
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}>;

/** A connection to a server, byte by byte. */
export class Wire {
  private text = '';
  private isOver = false;
  private readonly ended: Promise<unknown>;

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('latin1').on('data', (piece: string) => {
      this.text += piece;
    });
    // A server that closes while there is more to send resets the connection.
    socket.on('error', () => undefined);
    this.ended = new Promise<void>((resolve) => socket.once('close', resolve)).then(() => {
      this.isOver = true;
    });
  }

  static async open(url: string): Promise<Wire> {
    const { port, hostname } = new URL(url);
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    await once(socket, 'connect');
    return new Wire(socket);
  }

  send(text: string | Buffer): this {
    if (this.socket.writable)
      this.socket.write(typeof text === 'string' ? Buffer.from(text, 'latin1') : text);
    return this;
  }

  /** Ends the sending half of the connection. */
  end(): this {
    this.socket.end();
    return this;
  }

  destroy(): void {
    this.socket.destroy();
  }

  /** The bytes received so far. */
  get replies(): readonly WireReply[] {
    return repliesOf(this.text).replies;
  }

  /** The received bytes after the last whole answer. */
  get rest(): string {
    return repliesOf(this.text).rest;
  }

  get isClosed(): boolean {
    return this.isOver;
  }

  /** Resolves once a number of whole answers has come, or no more will come. */
  async answered(count: number): Promise<readonly WireReply[]> {
    while (this.replies.length < count && !this.isOver)
      await Promise.race([this.more(), this.ended]);
    return this.replies;
  }

  private more(): Promise<unknown> {
    return new Promise((resolve) => this.socket.once('data', resolve));
  }

  /** Resolves with all answers once both sides have closed the connection. */
  async closed(): Promise<readonly WireReply[]> {
    this.socket.once('end', () => this.socket.end());
    if (this.socket.readableEnded) this.socket.end();
    await this.ended;
    return this.replies;
  }
}

/** The whole answers of a text, and the rest after the last of them. */
export const repliesOf = (text: string): { replies: readonly WireReply[]; rest: string } => {
  const replies: WireReply[] = [];
  let rest = text;
  for (;;) {
    const found = firstReply(rest);
    if (found === undefined) return { replies, rest };
    replies.push(found.reply);
    rest = rest.slice(found.length);
  }
};

const firstReply = (text: string): { reply: WireReply; length: number } | undefined => {
  const head = text.indexOf('\r\n\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1]);
  if (head < 0 || Number.isNaN(status)) return undefined;
  const headers = headersOf(text.slice(0, head));
  const begin = head + 4;
  if (headers['transfer-encoding'] === 'chunked') return chunked(text, { begin, status, headers });
  const length = begin + Number(headers['content-length'] ?? 0);
  if (text.length < length) return undefined;
  return { reply: { status, headers, body: utf8(text.slice(begin, length)) }, length };
};

const chunked = (
  text: string,
  { begin, status, headers }: { begin: number } & Omit<WireReply, 'body'>,
): { reply: WireReply; length: number } | undefined => {
  let [at, body] = [begin, ''];
  for (;;) {
    const line = text.indexOf('\r\n', at);
    if (line < 0) return undefined;
    const size = Number.parseInt(text.slice(at, line), 16);
    const next = line + 2 + size + 2;
    if (text.length < next) return undefined;
    body += text.slice(line + 2, line + 2 + size);
    at = next;
    if (size === 0) return { reply: { status, headers, body: utf8(body) }, length: at };
  }
};

const headersOf = (head: string): Record<string, string> =>
  Object.fromEntries(
    head
      .split('\r\n')
      .slice(1)
      .map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
  );

const utf8 = (latin1: string): string => Buffer.from(latin1, 'latin1').toString();
