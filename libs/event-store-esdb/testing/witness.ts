import {
  type AllStreamSubscription,
  type Position,
  type StreamSubscription,
} from '@eventstore/db-client';

type Subscription = AllStreamSubscription | StreamSubscription;

/** The notifications of a subscription, in order: events as `stream@revision`, others by name. */
export class Witness {
  readonly told: string[] = [];
  private readonly waiting = new Set<() => void>();
  private subscription: Subscription | undefined;

  /**
   * Passes itself to the subscribe function, since a filter needs the receiver of its checkpoints.
   */
  static of(subscribe: (witness: Witness) => Subscription): Witness {
    const witness = new Witness();
    witness.subscription = subscribe(witness)
      .on('confirmation', () => {
        witness.tell('confirmed');
      })
      .on('caughtUp', () => {
        witness.tell('caught up');
      })
      .on('error', (error: Error & { type?: string }) => {
        witness.tell(`failed: ${error.type ?? error.message}`);
      });
    witness.subscription.on('data', ({ event }) => {
      witness.tell(`${event?.streamId}@${event?.revision}`);
    });
    return witness;
  }

  checkpoint(position: Position): void {
    this.tell(`checkpoint ${position.commit}/${position.prepare}`);
  }

  /** Waits for a number of notifications, or for one with a name. */
  async until(what: number | string): Promise<readonly string[]> {
    while (typeof what === 'number' ? this.told.length < what : !this.told.includes(what))
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    return this.told;
  }

  async end(): Promise<void> {
    await this.subscription?.unsubscribe();
  }

  private tell(what: string): void {
    this.told.push(what);
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}
