import { Controller, Headers, type OnModuleDestroy, Sse, type MessageEvent } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import { Observable } from 'rxjs';

import { Engine } from '../core/engine.js';
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
  follow(@Headers('last-event-id') last: string | undefined): Observable<MessageEvent> {
    const after =
      last === undefined || last === ''
        ? this.engine.fold.position
        : parsePosition(last, '/headers/last-event-id');
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

  /** Open streams would keep the server from closing. */
  onModuleDestroy(): void {
    for (const stopping of this.open) stopping.abort();
  }
}
