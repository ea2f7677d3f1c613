import { type NewEvent } from '#event-store';

/** The most that one fork may write. */
export type ForkBounds = Readonly<{
  events: number;
  /** UTF-16 units of the events' data as JSON. */
  units: number;
}>;

/** The bounds of a fork: a move of 100,000 values fits. */
export const FORK_BOUNDS: ForkBounds = { events: 20_000, units: 32 * 1024 * 1024 };

/** A fork has written as much as it may. */
export class ForkFull extends Error {
  override readonly name = 'ForkFull';
}

/** Counts what a fork writes. */
export class ForkRoom {
  private readonly taken = { events: 0, units: 0 };
  private full: ForkFull | undefined;

  constructor(
    private readonly bounds: ForkBounds,
    /** Called once with the reason when the fork is full. */
    private readonly onFull: (full: ForkFull) => void,
  ) {}

  /**
   * @throws ForkFull if the events are more than the fork may write
   */
  take(events: readonly NewEvent[]): void {
    if (this.full !== undefined) throw this.full;
    this.taken.events += events.length;
    for (const { data } of events) this.taken.units += JSON.stringify(data).length;
    this.full = this.fullness();
    if (this.full === undefined) return;
    this.onFull(this.full);
    throw this.full;
  }

  private fullness(): ForkFull | undefined {
    const { taken, bounds } = this;
    if (taken.events > bounds.events) return new ForkFull(`more than ${bounds.events} events`);
    return taken.units > bounds.units
      ? new ForkFull(`events with more than ${bounds.units} characters`)
      : undefined;
  }
}
