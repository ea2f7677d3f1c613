import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');

/** A minimal HTTP client, so that its own time hardly counts. */
export class HttpClient {
  private received: Buffer = Buffer.alloc(0);
  private answered: ((status: number) => void) | undefined;
  private failed: ((error: Error) => void) | undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly host: string,
  ) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
      this.take();
    });
    socket.on('error', (error) => this.failed?.(error));
    socket.on('close', () => this.failed?.(new Error('the server has closed the connection')));
  }

  static async connect(url: string): Promise<HttpClient> {
    const { hostname, port, host } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new HttpClient(socket, host);
  }

  /**
   * Sends a request and waits for its answer, one at a time.
   *
   * @param request method and path
   * @throws Error if the answer is no success
   */
  async send(request: string, body: string | Buffer, type = 'application/json'): Promise<void> {
    const length = Buffer.byteLength(body);
    const head = `${request} HTTP/1.1\r\nhost: ${this.host}\r\ncontent-type: ${type}\r\ncontent-length: ${length}\r\n\r\n`;
    const status = new Promise<number>((resolve, reject) => {
      this.answered = resolve;
      this.failed = reject;
    });
    const whole = typeof body === 'string' ? head + body : Buffer.concat([Buffer.from(head), body]);
    this.socket.write(whole);
    const found = await status;
    if (found >= 300) throw new Error(`${request}: ${found}`);
  }

  close(): void {
    this.socket.destroy();
  }

  private take(): void {
    const end = this.received.indexOf(HEAD_END);
    if (end < 0) return;
    const head = this.received.toString('latin1', 0, end).toLowerCase();
    const length = Number(/content-length: (\d+)/.exec(head)?.[1] ?? 0);
    const whole = end + HEAD_END.length + length;
    if (this.received.length < whole) return;
    this.received = this.received.subarray(whole);
    this.answered?.(Number(head.slice(9, 12)));
  }
}
