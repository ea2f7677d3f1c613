import { type Recorded } from '#event-store';

import { type Events } from '../events/events.js';

/** An event on the way to an operation. */
export type CauseLink = Pick<Recorded, 'id' | 'event' | 'stream' | 'metadata' | 'recordedAt'>;

/** The most links of a chain that are shown one by one; after them comes the beginning. */
const MAX_LINKS = 100;
/** The most operations that are followed back to a beginning. */
const MAX_OPERATIONS = 1000;
/** The most events of one operation that are searched for a link. */
const PAGE = { limit: 10_000, order: 'oldest' } as const;

/**
 * The causes of operations: the events along the causations, each earlier than the one that it led
 * to. The work grows with the operations on the way, and not with the history.
 */
export class CauseChains {
  constructor(private readonly events: Events) {}

  /** The events that led to an event, the nearest first; none if a command did. */
  before(from: Recorded): readonly CauseLink[] {
    const links: Recorded[] = [];
    const known = new Map<string, Recorded>();
    for (let at = from; ;) {
      const cause = this.causeOf(at, known);
      if (cause === undefined) return links;
      if (links.length === MAX_LINKS) return [...links, this.beginning(cause)];
      links.push(cause);
      at = cause;
    }
  }

  /**
   * The first event of the chain that led to an event. It goes from each operation to the one that
   * led to it, by their first events.
   */
  beginning(from: Recorded): Recorded {
    let at = from;
    for (let count = 0; count < MAX_OPERATIONS; count += 1) {
      const first = this.firstOf(at);
      const cause = this.causeOf(first, new Map());
      if (cause === undefined) return first;
      at = cause;
    }
    return at;
  }

  private firstOf(recorded: Recorded): Recorded {
    const { operation } = recorded.metadata;
    const [first] = this.events.list({ operation }, { limit: 1, order: 'oldest' });
    return first !== undefined && first.position < recorded.position ? first : recorded;
  }

  /** The cause of an event; undefined if a command is its cause. */
  private causeOf(effect: Recorded, known: Map<string, Recorded>): Recorded | undefined {
    const { causation, operation, command } = effect.metadata;
    if (causation === command.id) return undefined;
    const found = known.get(causation) ?? this.events.byId(causation);
    const cause = found ?? this.inOperation({ operation, id: causation }, known);
    return cause !== undefined && cause.position < effect.position ? cause : undefined;
  }

  /** The most frequent events have no index by id, but are of the same operation as their effect. */
  private inOperation(
    { operation, id }: Readonly<{ operation: string; id: string }>,
    known: Map<string, Recorded>,
  ): Recorded | undefined {
    for (const recorded of this.events.list({ operation }, PAGE)) known.set(recorded.id, recorded);
    return known.get(id);
  }
}
