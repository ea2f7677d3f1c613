import { type Appended, type EventStore, type NewEvent } from '#event-store';

import { StoreBefore } from './store-before.js';

/** Repeats a write on another store. */
export type Write = (store: EventStore) => Promise<unknown>;

/** A store that keeps what was written to it, so that its log can be made anew up to any write. */
export class RecordingStore extends StoreBefore {
  private readonly written: Write[] = [];

  get writes(): readonly Write[] {
    return this.written;
  }

  override async append(
    stream: string,
    events: readonly NewEvent[],
    expected: bigint,
  ): Promise<Appended> {
    const appended = await this.store.append(stream, events, expected);
    this.written.push((store) => store.append(stream, events, expected));
    return appended;
  }

  override async erase(stream: string): Promise<void> {
    await this.store.erase(stream);
    this.written.push((store) => store.erase(stream));
  }
}
