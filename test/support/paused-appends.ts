import { setImmediate as turn } from 'node:timers/promises';

import { type EventStore, type NewEvent } from '#event-store';

/** The turns of the event loop after which a request has come in and was decided. */
const TURNS = 300;

type Waiting = Readonly<{ actor: string; go: () => Promise<void> }>;

export type PausingOptions = Readonly<{
  /** True if the appends of processes in the request's operation wait too. */
  withOwed?: boolean;
}>;

/**
 * Holds the appends of requests until a test releases them one by one. Appends are told apart by
 * their actors.
 */
export class PausedAppends {
  private readonly waiting: Waiting[] = [];
  /** The actors of the known operations. */
  private readonly operations = new Map<string, string>();
  private readonly append: EventStore['append'];

  constructor(
    private readonly store: EventStore,
    private readonly actors: ReadonlySet<string>,
    private readonly options: PausingOptions = {},
  ) {
    this.append = store.append.bind(store);
    store.append = async (stream, events, expected) => {
      const actor = this.actorOf(events[0]);
      if (actor === undefined) return this.append(stream, events, expected);
      const { promise: gone, resolve: go } = Promise.withResolvers<undefined>();
      const { promise: over, resolve: end } = Promise.withResolvers<undefined>();
      this.waiting.push({
        actor,
        go: async () => {
          go(undefined);
          await over;
        },
      });
      await gone;
      try {
        return await this.append(stream, events, expected);
      } finally {
        end(undefined);
      }
    };
  }

  private actorOf(event: NewEvent | undefined): string | undefined {
    if (event === undefined) return undefined;
    const { actor, operation } = event.metadata;
    if (this.actors.has(actor)) {
      this.operations.set(operation, actor);
      return actor;
    }
    return this.options.withOwed === true ? this.operations.get(operation) : undefined;
  }

  /** True if the next append of an actor waits. */
  isWaiting(actor: string): boolean {
    return this.of(actor) !== undefined;
  }

  /**
   * Resolves when the actor's next append waits, when the request is answered, or after a number of
   * turns. A request that depends on another actor's waiting append does neither of the first two.
   */
  async next(actor: string, answered: Promise<unknown>): Promise<void> {
    const request = { isAnswered: false };
    void answered.then(() => {
      request.isAnswered = true;
    });
    for (let turns = 0; turns < TURNS; turns += 1) {
      if (request.isAnswered || this.isWaiting(actor)) return;
      await turn();
    }
  }

  /** Releases the next append of an actor, and resolves when the store has finished it. */
  async grant(actor: string): Promise<void> {
    const found = this.of(actor);
    if (found === undefined) return;
    this.waiting.splice(this.waiting.indexOf(found), 1);
    await found.go();
  }

  /** Releases all appends, now and from now on. */
  open(): void {
    this.store.append = this.append;
    for (const { go } of this.waiting.splice(0)) void go();
  }

  private of(actor: string): Waiting | undefined {
    return this.waiting.find((waiting) => waiting.actor === actor);
  }
}
