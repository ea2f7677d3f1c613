import { Controller, Headers, type OnModuleDestroy, Sse, type MessageEvent } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import { Observable } from 'rxjs';

import { type Position } from '#event-store';

import { caughtUp } from '../core/as-of.js';
import { Engine } from '../core/engine.js';
import { badRequest } from '../core/http-problem.js';
import { parsePosition } from '../core/request.js';
import { eventShape } from './history-shapes.js';

/** The history as it grows, as server-sent events whose ids are positions. */
@ApiTags('history')
@Controller('v1/events')
export class EventStreamController implements OnModuleDestroy {
  private readonly open = new Set<AbortController>();

  constructor(private readonly engine: Engine) {}

  @Sse('stream')
  @ApiExcludeEndpoint()
  async follow(
    @Headers('last-event-id') last: string | undefined,
  ): Promise<Observable<MessageEvent>> {
    const after =
      last === undefined || last === ''
        ? this.engine.fold.position
        : await this.eventAt(parsePosition(last, '/headers/last-event-id'));
    return new Observable((subscriber) => {
      const stopping = new AbortController();
      this.open.add(stopping);
      const run = async (): Promise<void> => {
        for await (const batch of this.engine.parts.store.subscribe(after, stopping.signal))
          for (const recorded of batch)
            subscriber.next({
              id: String(recorded.position),
              type: recorded.event.type,
              data: eventShape(recorded),
            });
        subscriber.complete();
      };
      run().catch((error: unknown) => {
        subscriber.error(error);
      });
      return () => {
        stopping.abort();
        this.open.delete(stopping);
      };
    });
  }

  /** The place of the last event up to a position: a log can only be followed from one of its own. */
  private async eventAt(position: Position): Promise<Position | undefined> {
    const { reads } = this.engine;
    await caughtUp(this.engine);
    if (position > reads.position)
      throw badRequest('/headers/last-event-id', 'the log has not reached this position');
    return reads.events.list({ to: position }, { limit: 1, order: 'newest' })[0]?.position;
  }

  /** Open streams would keep the server from closing. */
  onModuleDestroy(): void {
    for (const stopping of this.open) stopping.abort();
  }
}
