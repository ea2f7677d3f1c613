import { type Position, type Recorded } from '#event-store';

import { type Events } from '../events/events.js';

/** The first event of the chain that led to an operation. */
export type Cause = Readonly<{ event: string; type: string; position: Position }>;

/** The number of causes in the cache: the rows of one operation have the same. */
const AT_HAND = 1000;

/**
 * The cause of an operation: from its first event back along the causations, to the event that a
 * command caused.
 */
export class Causes {
  private readonly atHand = new Map<string, Cause>();

  constructor(private readonly events: Events) {}

  of(operation: string): Cause | undefined {
    const known = this.atHand.get(operation);
    if (known !== undefined) return known;
    const [first] = this.events.list({ operation }, { limit: 1, order: 'oldest' });
    if (first === undefined) return undefined;
    const {
      id: event,
      event: { type },
      position,
    } = this.root(first);
    if (this.atHand.size >= AT_HAND) this.atHand.clear();
    this.atHand.set(operation, { event, type, position });
    return { event, type, position };
  }

  /** Empties the cache after the file was rebuilt. */
  forget(): void {
    this.atHand.clear();
  }

  /** The first event of a chain. A cause must have an earlier position than its effect. */
  private root(from: Recorded): Recorded {
    for (let at = from; ;) {
      const before = this.events.byId(at.metadata.causation);
      if (before === undefined || before.position >= at.position) return at;
      at = before;
    }
  }
}
