import { StreamableFile } from '@nestjs/common';
import { type FastifyReply } from 'fastify';

import { textStream, type Pulse } from './event-messages.js';

const KEEP_ALIVE_MS = 15_000;

/** Beats every 15 seconds, so that proxies and this server notice which clients are still there. */
export const pulse: Pulse = (beat) => {
  const timer = setInterval(beat, KEEP_ALIVE_MS);
  return () => {
    clearInterval(timer);
  };
};

type Connection = FastifyReply['raw'];

/** The streams of server-sent events that clients have open. */
export class OpenStreams {
  private readonly open = new Map<AbortController, Connection>();

  /** Sends messages to a client until it leaves, which aborts `stopping`. */
  send(
    messages: AsyncGenerator<string>,
    raw: Connection,
    stopping: AbortController,
  ): StreamableFile {
    this.open.set(stopping, raw);
    // A client that has closed its half of the connection has gone; only this stream keeps the
    // connection open.
    const leave = (): void => void stream.destroy();
    const stream = textStream(messages, () => {
      stopping.abort();
      this.open.delete(stopping);
      raw.socket?.off('end', leave);
    });
    raw.socket?.once('end', leave);
    return new StreamableFile(stream, { type: 'text/event-stream' });
  }

  /**
   * Open streams would keep the server from closing, and a stream that no client reads does not end
   * by itself.
   */
  close(): void {
    for (const [stopping, raw] of this.open) {
      stopping.abort();
      if (raw.writableNeedDrain) raw.destroy();
    }
  }
}
