import { type NewEvent } from '#event-store';

import { type Connection } from './connection.js';
import { type LeaseLog } from './process-lease.js';
import { everyonesRequest } from './read-request.js';
import { type Reads } from './reads.js';
import { received } from './records.js';
import { responses } from './responses.js';

/** So many of the lease's events are kept: it is written all the time, and only the last one counts. */
const KEPT = 16;
const PATIENCE_MS = 2000;

/** The stream of the lease, as a server has it. */
export const leaseLog = (
  connection: Connection,
  reads: Reads,
  append: (stream: string, events: readonly NewEvent[], expected: bigint) => Promise<unknown>,
): LeaseLog => ({
  last: async (stream) => {
    for await (const event of reads.stream(stream, { direction: 'backwards', limit: 1 }))
      return event;
    return undefined;
  },
  lastWritten: async () => {
    const request = everyonesRequest('end', { direction: 'backwards', count: 1 });
    for await (const batch of responses(connection, request, { requiresLeader: true }))
      for (const response of batch) {
        const event = received(response);
        if (event !== undefined) return event.writtenAt;
      }
    return 0;
  },
  append: (stream, event, expected) => append(stream, [event], expected),
  keepFew: async (stream) => {
    await connection.use(
      (client) => client.setStreamMetadata(stream, { maxCount: KEPT }),
      PATIENCE_MS,
    );
  },
});
