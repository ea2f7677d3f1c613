import { isAggregate, parseStream } from '#domain';
import { type Recorded } from '#event-store';

import { type Fault } from '../task-context.js';

/**
 * Checks that positions grow, and that the revisions of each stream of an aggregate have no gap;
 * events of other streams may be gone.
 */
export class StreamOrder {
  private readonly next = new Map<string, bigint>();
  private last = -1n;

  *take({ id, stream, revision, position }: Recorded): Iterable<Fault> {
    const where = { position: String(position), event: id, stream };
    if (position <= this.last)
      yield {
        what: 'log',
        where,
        expected: `a position after ${this.last}`,
        found: String(position),
      };
    this.last = position;
    if (!isAggregate(parseStream(stream)?.kind ?? '')) return;
    const wanted = this.next.get(stream) ?? 0n;
    if (revision !== wanted)
      yield { what: 'log', where, expected: `revision ${wanted}`, found: `revision ${revision}` };
    this.next.set(stream, revision + 1n);
  }

  /** Forgets the revisions: events are missing from here on. */
  lose(): void {
    this.next.clear();
  }
}
