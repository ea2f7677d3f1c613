import { setImmediate as turn } from 'node:timers/promises';

import { type EventStore } from '#event-store';

/** So many turns of the event loop: a request has come in and was decided by then. */
const TURNS = 300;

type Waiting = Readonly<{ actor: string; go: () => Promise<void> }>;

/** Has the appends of requests wait until a test lets them go, one by one, told apart by their actor. */
export class PausedAppends {
  private readonly waiting: Waiting[] = [];
  private isOver = false;

  constructor(
    store: EventStore,
    private readonly actors: ReadonlySet<string>,
  ) {
    const append = store.append.bind(store);
    store.append = async (stream, events, expected) => {
      const actor = events[0]?.metadata.actor ?? '';
      if (this.isOver || !this.actors.has(actor)) return append(stream, events, expected);
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
        return await append(stream, events, expected);
      } finally {
        end(undefined);
      }
    };
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
      if (request.isAnswered || this.of(actor) !== undefined) return;
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
    this.isOver = true;
    for (const { go } of this.waiting.splice(0)) void go();
  }

  private of(actor: string): Waiting | undefined {
    return this.waiting.find((waiting) => waiting.actor === actor);
  }
}
