import {
  Controller,
  Get,
  Header,
  Headers,
  Res,
  type OnModuleDestroy,
  type StreamableFile,
} from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';

import { DriftFeed, followDrift, RunningCluster } from '#application';

import { serverSent } from '../history/event-messages.js';
import { OpenStreams, pulse } from '../history/open-streams.js';
import { Tells } from '../http/answer/answers.js';
import { CACHE_CONTROL } from '../http/answer/headers.js';
import { DRIFT_STREAM } from './drift-schemas.js';
import { driftMessage } from './drift-shape.js';

/** Drift as it changes: server-sent events whose ids are positions. */
@ApiTags('questions')
@Controller('v1/drift')
export class DriftStreamController implements OnModuleDestroy {
  private readonly streams = new OpenStreams();
  private readonly feed: DriftFeed;

  constructor(private readonly cluster: RunningCluster) {
    this.feed = new DriftFeed(cluster);
  }

  /** A slow client gets the last change of each pair, and is cut off when it falls far behind. */
  @Get('stream')
  @Header('cache-control', 'no-store, no-transform')
  @Header('x-accel-buffering', 'no')
  @Tells(['followDrift', 'Sends the pairs whose drift changes, as it changes'], undefined, {
    types: { 'text/event-stream': DRIFT_STREAM },
    headers: CACHE_CONTROL,
  })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The id of the last message; pairs that were touched since then come first',
    schema: { type: 'string' },
  })
  async follow(
    @Headers('last-event-id') last: string | undefined,
    @Res({ passthrough: true }) { raw }: FastifyReply,
  ): Promise<StreamableFile> {
    const stopping = new AbortController();
    const reader = { lastSeen: last === '' ? undefined : last, signal: stopping.signal };
    const changes = await followDrift(this.cluster, this.feed, reader);
    const textOf = driftMessage(this.cluster.reads);
    const messages = serverSent(changes, { pulse, isOver: () => false, textOf });
    return this.streams.send(messages, raw, stopping);
  }

  onModuleDestroy(): void {
    this.streams.close();
  }
}
