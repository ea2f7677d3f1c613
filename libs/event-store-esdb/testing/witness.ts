import {
  type AllStreamSubscription,
  type Position,
  type StreamSubscription,
} from '@eventstore/db-client';

type Subscription = AllStreamSubscription | StreamSubscription;

/** What a subscription told, in the order it told it: events as `stream@revision`, the rest by name. */
export class Witness {
  readonly told: string[] = [];
  private readonly waiting = new Set<() => void>();
  private subscription: Subscription | undefined;

  /** Hands over itself, since a filter wants to know whom to tell of a checkpoint. */
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

  /** Waits until it was told so many things, or something by that name. */
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
