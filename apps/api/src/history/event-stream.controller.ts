import {
  Controller,
  Get,
  Header,
  Headers,
  Query,
  Res,
  type StreamableFile,
  type OnModuleDestroy,
} from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';

import { followEvents, RunningCluster } from '#application';
import { toPosition } from '#event-store';

import { eventMessages } from './event-messages.js';
import { selectionOf } from './event-selection.js';
import { EventFilterQuery } from './history.bodies.js';
import { Refuses, Tells } from '../http/answer/answers.js';
import { CACHE_CONTROL, TIDEMARK_POSITION } from '../http/answer/headers.js';
import { Ctx, type RequestContext } from '../http/request/request.js';
import { STREAM } from './history-schemas.js';
import { OpenStreams, pulse } from './open-streams.js';

const FOLLOWED_FROM = {
  'Tidemark-Position': {
    ...TIDEMARK_POSITION['Tidemark-Position'],
    description: 'The position after which the stream begins',
  },
};

/** The history as it grows: server-sent events whose ids are positions. */
@ApiTags('history')
@Controller('v1/events')
export class EventStreamController implements OnModuleDestroy {
  private readonly streams = new OpenStreams();

  constructor(private readonly cluster: RunningCluster) {}

  /** A slow client slows the reader of the log; only a few events are buffered. */
  @Get('stream')
  @Header('cache-control', 'no-store, no-transform')
  @Header('x-accel-buffering', 'no')
  @Tells(['followEvents', 'Sends the events of the history as they come'], undefined, {
    types: { 'text/event-stream': STREAM },
    headers: { ...CACHE_CONTROL, ...FOLLOWED_FROM },
  })
  @Refuses(404, 422)
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The position after which the stream begins; it wins over `from`',
    schema: { type: 'string' },
  })
  async follow(
    @Query() query: EventFilterQuery,
    @Headers('last-event-id') last: string | undefined,
    @Res({ passthrough: true }) { raw }: FastifyReply,
    @Ctx() { reply }: RequestContext,
  ): Promise<StreamableFile> {
    const stopping = new AbortController();
    const reader = { lastSeen: last === '' ? undefined : last, signal: stopping.signal };
    const following = await followEvents(this.cluster, selectionOf(query), reader);
    reply.position = following.after ?? toPosition(0n);
    return this.streams.send(eventMessages(following, pulse), raw, stopping);
  }

  onModuleDestroy(): void {
    this.streams.close();
  }
}
