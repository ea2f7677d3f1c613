import { type Position } from '#event-store';

import { type Events } from '../events/events.js';
import { CauseChains } from '../operations/cause-chains.js';

/** The first event of the chain that led to an operation. */
export type Cause = Readonly<{ event: string; type: string; position: Position }>;

/** The number of causes in the cache: the rows of one operation have the same. */
const CACHE_SIZE = 1000;

/**
 * The cause of an operation: from its first event back along the causations, to the event that a
 * command caused.
 */
export class Causes {
  private readonly cache = new Map<string, Cause>();
  private readonly chains: CauseChains;

  constructor(private readonly events: Events) {
    this.chains = new CauseChains(events);
  }

  of(operation: string): Cause | undefined {
    const known = this.cache.get(operation);
    if (known !== undefined) return known;
    const [first] = this.events.list({ operation }, { limit: 1, order: 'oldest' });
    if (first === undefined) return undefined;
    const {
      id: event,
      event: { type },
      position,
    } = this.chains.beginning(first);
    if (this.cache.size >= CACHE_SIZE) this.cache.clear();
    this.cache.set(operation, { event, type, position });
    return { event, type, position };
  }

  /** Empties the cache after the file was rebuilt. */
  forget(): void {
    this.cache.clear();
  }
}
