import { StreamDeletedError } from '@eventstore/db-client';

import { type IsErasable } from '#event-store';

import { type Connection } from './connection/connection.js';
import { streamRequest } from './read/read-request.js';
import { type Received } from './read/records.js';
import { responses } from './read/responses.js';
import { type Sight } from './identity/sight.js';

/**
 * Knows which streams were erased: the server's log shows the events of a tombstoned stream until a
 * scavenge.
 */
export class Erased {
  /** The streams known to be gone from the log that was in sight. */
  private known = new Set<string>();
  private since = 0;

  constructor(
    private readonly connection: Connection,
    private readonly options: Readonly<{ silenceMs: number; isErasable: IsErasable; sight: Sight }>,
  ) {}

  note(stream: string): void {
    this.inSight().add(stream);
  }

  /** The given events without the erased ones and without the server's own. */
  async without(events: readonly Received[]): Promise<readonly Received[]> {
    const known = this.inSight();
    for (const { type, stream } of events) if (isTombstone(type)) known.add(stream);
    const streams = new Set(events.map(({ stream }) => stream).filter(this.options.isErasable));
    await Promise.all([...streams].map((stream) => this.look(stream, known)));
    return events.filter(({ type, stream }) => !isTombstone(type) && !known.has(stream));
  }

  /**
   * Asks the server about a stream. Erasable streams are few, and an erased one never comes back.
   */
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

  /** The known streams. They are forgotten when another log may have answered since. */
  private inSight(): Set<string> {
    const { current } = this.options.sight;
    if (this.since !== current) this.known = new Set();
    this.since = current;
    return this.known;
  }
}

const isTombstone = (type: string): boolean => type.startsWith('$');
