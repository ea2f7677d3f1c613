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
