import { setImmediate as turn } from 'node:timers/promises';

import { type EventStore, type NewEvent } from '#event-store';

/** So many turns of the event loop: a request has come in and was decided by then. */
const TURNS = 300;

type Waiting = Readonly<{ actor: string; go: () => Promise<void> }>;

export type PausingOptions = Readonly<{
  /** Whether what the processes append in the operation of such a request waits, too. */
  withOwed?: boolean;
}>;

/** Has the appends of requests wait until a test lets them go, one by one, told apart by their actor. */
export class PausedAppends {
  private readonly waiting: Waiting[] = [];
  /** The actors of the operations that were seen. */
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

  /** Whether somebody's next append waits. */
  isWaiting(actor: string): boolean {
    return this.of(actor) !== undefined;
  }

  /**
   * Resolves when somebody's next append waits, or the request is answered, or has had its turns: one
   * whose answer rests on an append that waits does neither.
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

  /** Lets somebody's next append go, and resolves when the store has done with it. */
  async grant(actor: string): Promise<void> {
    const found = this.of(actor);
    if (found === undefined) return;
    this.waiting.splice(this.waiting.indexOf(found), 1);
    await found.go();
  }

  /** Lets everything go, now and from now on. */
  open(): void {
    this.store.append = this.append;
    for (const { go } of this.waiting.splice(0)) void go();
  }

  private of(actor: string): Waiting | undefined {
    return this.waiting.find((waiting) => waiting.actor === actor);
  }
}
