import { type Busy } from '../scale/activity.js';

/** A place of the cursor: an instant, and the position where it stands on an event. */
export type Place = Readonly<{ at: number; position?: string }>;

/** The places on the line that move faster than the page. */
export type Pointing = Readonly<{
  cursor: Place | undefined;
  /** The part of the time that is selected. */
  selection: Busy | undefined;
  /** The place under the pointer. */
  hover: number | undefined;
}>;

/**
 * The cursor and the selection while they move. The URL has the cursor once it rests; the selection is a
 * tool and nothing that the page shows.
 */
export class CursorStore {
  private current: Pointing = { cursor: undefined, selection: undefined, hover: undefined };
  private readonly listeners = new Set<() => void>();

  readonly read = (): Pointing => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  set(change: Partial<Pointing>): void {
    this.current = { ...this.current, ...change };
    for (const listener of this.listeners) listener();
  }
}
