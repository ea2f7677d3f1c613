import { type Readable } from 'node:stream';

import {
  Controller,
  Get,
  Header,
  Headers,
  Res,
  StreamableFile,
  type OnModuleDestroy,
} from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';

import { caughtUp, parsePosition, RunningCluster } from '#application';
import { type Position } from '#event-store';

import { badRequest } from '../http/answer/http-problem.js';
import { eventMessages, textStream, type Pulse } from './event-messages.js';
import { listed } from './listed.js';

const KEEP_ALIVE_MS = 15_000;

const pulse: Pulse = (beat) => {
  const timer = setInterval(beat, KEEP_ALIVE_MS);
  return () => {
    clearInterval(timer);
  };
};

/** The history as it grows: server-sent events whose ids are positions. */
@ApiTags('history')
@Controller('v1/events')
export class EventStreamController implements OnModuleDestroy {
  private readonly open = new Map<AbortController, FastifyReply['raw']>();

  constructor(private readonly cluster: RunningCluster) {}

  /** A slow client slows the reader of the log; only a few events are buffered. */
  @Get('stream')
  @Header('cache-control', 'no-store, no-transform')
  @Header('x-accel-buffering', 'no')
  @ApiExcludeEndpoint()
  async follow(
    @Headers('last-event-id') last: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const after =
      last === undefined || last === ''
        ? this.cluster.log.position
        : await this.eventAt(parsePosition(last, '/headers/last-event-id'));
    if (after !== undefined) await this.cluster.reads.reached(after);
    return new StreamableFile(this.stream(after, reply), { type: 'text/event-stream' });
  }

  private stream(after: Position | undefined, { raw }: FastifyReply): Readable {
    const stopping = new AbortController();
    this.open.set(stopping, raw);
    const { log, name, reads } = this.cluster;
    const before = after === undefined ? undefined : reads.events.latestUpTo(after);
    const batches = listed(name, log.subscribe(after, stopping.signal));
    const messages = textStream(eventMessages(batches, pulse, before), () => {
      stopping.abort();
      this.open.delete(stopping);
    });
    // A client that has closed its half of the connection has gone; only this stream keeps the
    // connection open.
    raw.socket?.once('end', () => messages.destroy());
    return messages;
  }

  /**
   * The position of the last event up to a position. A log can only be followed from the position
   * of one of its events.
   */
  private async eventAt(position: Position): Promise<Position | undefined> {
    const { reads } = this.cluster;
    await caughtUp(this.cluster);
    if (position > reads.position)
      throw badRequest('/headers/last-event-id', 'the log has not reached this position');
    return reads.events.list({ to: position }, { limit: 1, order: 'newest' })[0]?.position;
  }

  /**
   * Open streams would keep the server from closing, and a stream that no client reads does not end
   * by itself.
   */
  onModuleDestroy(): void {
    for (const [stopping, raw] of this.open) {
      stopping.abort();
      if (raw.writableNeedDrain) raw.destroy();
    }
  }
}
