import { NO_STREAM, RevisionConflict, type EventStore } from '#event-store';

import { type Connection } from '../connection/connection.js';
import { leaseEvent, type LeaseLog } from './process-lease.js';
import { type Reads } from '../read/reads.js';
import { type Received } from '../read/records.js';

/**
 * The events of a lease stream that are kept. The stream is written all the time, and only its last
 * event counts.
 */
const KEPT = 16;
const PATIENCE_MS = 2000;

/** The streams of a lease on a server. */
export class ServerLeaseLog implements LeaseLog {
  constructor(
    private readonly connection: Connection,
    private readonly reads: Reads,
    private readonly store: EventStore,
  ) {}

  async last(stream: string): Promise<Received | undefined> {
    for await (const event of this.reads.stream(stream, { direction: 'backwards', limit: 1 }))
      return event;
    return undefined;
  }

  async lastWritten(): Promise<number> {
    return (await this.reads.lastOfAll())?.writtenAt ?? 0;
  }

  async clock(stream: string): Promise<number> {
    const before = (await this.last(stream))?.revision ?? NO_STREAM;
    try {
      await this.append(stream, leaseEvent('ClockRead', {}), before);
    } catch (error) {
      // Another process has written to the stream. Its event has the time too.
      if (!(error instanceof RevisionConflict)) throw error;
    }
    if (before === NO_STREAM) await this.keepFew(stream);
    return (await this.last(stream))?.writtenAt ?? 0;
  }

  async append(...[stream, event, expected]: Parameters<LeaseLog['append']>): Promise<void> {
    await this.store.append(stream, [event], expected);
  }

  async keepFew(stream: string): Promise<void> {
    await this.connection.use(
      (client, deadline) => client.setStreamMetadata(stream, { maxCount: KEPT }, { deadline }),
      PATIENCE_MS,
    );
  }
}
