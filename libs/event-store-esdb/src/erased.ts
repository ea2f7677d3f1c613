import { StreamDeletedError } from '@eventstore/db-client';

import { type IsErasable } from '#event-store';

import { type Connection } from './connection/connection.js';
import { streamRequest } from './read/read-request.js';
import { type Received } from './read/records.js';
import { responses } from './read/responses.js';
import { type Sight } from './identity/sight.js';

/**
 * Knows what was erased: the server keeps showing the events of a tombstoned stream in its log
 * until they are scavenged.
 */
export class Erased {
  /** What is gone from the log that was in sight then. */
  private known = new Set<string>();
  private since = 0;

  constructor(
    private readonly connection: Connection,
    private readonly options: Readonly<{ silenceMs: number; isErasable: IsErasable; sight: Sight }>,
  ) {}

  note(stream: string): void {
    this.inSight().add(stream);
  }

  /** Events of the log but those that were erased, and what the server itself says of them. */
  async without(events: readonly Received[]): Promise<readonly Received[]> {
    const known = this.inSight();
    for (const { type, stream } of events) if (isTombstone(type)) known.add(stream);
    const streams = new Set(events.map(({ stream }) => stream).filter(this.options.isErasable));
    await Promise.all([...streams].map((stream) => this.look(stream, known)));
    return events.filter(({ type, stream }) => !isTombstone(type) && !known.has(stream));
  }

  /** Streams that can be erased are few, and one that is gone never comes back. */
  private async look(stream: string, known: Set<string>): Promise<void> {
    if (known.has(stream)) return;
    const request = streamRequest(stream, 'end', { direction: 'backwards', count: 1 });
    const { connection } = this;
    const { silenceMs } = this.options;
    try {
      for await (const batch of responses(connection, request, { requiresLeader: true, silenceMs }))
        if (batch.length > 0) return;
    } catch (error) {
      if (!(error instanceof StreamDeletedError)) throw error;
      known.add(stream);
    }
  }

  /** The server is asked again where another log may have answered before. */
  private inSight(): Set<string> {
    const { current } = this.options.sight;
    if (this.since !== current) this.known = new Set();
    this.since = current;
    return this.known;
  }
}

const isTombstone = (type: string): boolean => type.startsWith('$');
