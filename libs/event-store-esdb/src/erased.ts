import { StreamDeletedError } from '@eventstore/db-client';

import { type IsErasable } from '#event-store';

import { type Connection } from './connection.js';
import { streamRequest } from './read-request.js';
import { type Received } from './records.js';
import { responses } from './responses.js';

/**
 * Knows what was erased: the server keeps showing the events of a tombstoned stream in its log
 * until they are scavenged.
 */
export class Erased {
  private readonly known = new Set<string>();

  constructor(
    private readonly connection: Connection,
    private readonly options: Readonly<{ silenceMs: number; isErasable: IsErasable }>,
  ) {}

  note(stream: string): void {
    this.known.add(stream);
  }

  /** Events of the log but those that were erased, and what the server itself says of them. */
  async without(events: readonly Received[]): Promise<readonly Received[]> {
    for (const { type, stream } of events) if (isTombstone(type)) this.known.add(stream);
    const streams = new Set(events.map(({ stream }) => stream).filter(this.options.isErasable));
    await Promise.all([...streams].map((stream) => this.look(stream)));
    return events.filter(({ type, stream }) => !isTombstone(type) && !this.known.has(stream));
  }

  /** Streams that can be erased are few, and one that is gone never comes back. */
  private async look(stream: string): Promise<void> {
    if (this.known.has(stream)) return;
    const request = streamRequest(stream, 'end', { direction: 'backwards', count: 1 });
    const { connection } = this;
    const { silenceMs } = this.options;
    try {
      for await (const batch of responses(connection, request, { requiresLeader: true, silenceMs }))
        if (batch.length > 0) return;
    } catch (error) {
      if (!(error instanceof StreamDeletedError)) throw error;
      this.known.add(stream);
    }
  }
}

const isTombstone = (type: string): boolean => type.startsWith('$');
