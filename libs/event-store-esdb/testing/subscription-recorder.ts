import {
  type AllStreamSubscription,
  type Position,
  type StreamSubscription,
} from '@eventstore/db-client';

type Subscription = AllStreamSubscription | StreamSubscription;

/** The notifications of a subscription, in order: events as `stream@revision`, others by name. */
export class SubscriptionRecorder {
  readonly notifications: string[] = [];
  private readonly waiting = new Set<() => void>();
  private subscription: Subscription | undefined;

  /**
   * Passes itself to the subscribe function, since a filter needs the receiver of its checkpoints.
   */
  static of(subscribe: (witness: SubscriptionRecorder) => Subscription): SubscriptionRecorder {
    const witness = new SubscriptionRecorder();
    witness.subscription = subscribe(witness)
      .on('confirmation', () => {
        witness.record('confirmed');
      })
      .on('caughtUp', () => {
        witness.record('caught up');
      })
      .on('error', (error: Error & { type?: string }) => {
        witness.record(`failed: ${error.type ?? error.message}`);
      });
    witness.subscription.on('data', ({ event }) => {
      witness.record(`${event?.streamId}@${event?.revision}`);
    });
    return witness;
  }

  checkpoint(position: Position): void {
    this.record(`checkpoint ${position.commit}/${position.prepare}`);
  }

  /** Waits for a number of notifications, or for one with a name. */
  async until(what: number | string): Promise<readonly string[]> {
    while (
      typeof what === 'number'
        ? this.notifications.length < what
        : !this.notifications.includes(what)
    )
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    return this.notifications;
  }

  async end(): Promise<void> {
    await this.subscription?.unsubscribe();
  }

  private record(what: string): void {
    this.notifications.push(what);
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}
