import {
  EventStore,
  type Appended,
  type LogRange,
  type NewEvent,
  type Position,
  type Recorded,
  type StreamRange,
} from '#event-store';

/** A store in front of another one. It passes every call on, unless a subclass overrides it. */
export abstract class StoreBefore extends EventStore {
  constructor(protected readonly store: EventStore) {
    super();
  }

  override append(
    stream: string,
    events: readonly NewEvent[],
    expected: bigint,
  ): Promise<Appended> {
    return this.store.append(stream, events, expected);
  }

  override readStream(stream: string, range?: StreamRange): AsyncIterable<Recorded> {
    return this.store.readStream(stream, range);
  }

  override readLog(range?: LogRange): AsyncIterable<Recorded> {
    return this.store.readLog(range);
  }

  override subscribe(
    after: Position | undefined,
    signal: AbortSignal,
  ): AsyncIterable<readonly Recorded[]> {
    return this.store.subscribe(after, signal);
  }

  override head(): Promise<Position | undefined> {
    return this.store.head();
  }

  override erase(stream: string): Promise<void> {
    return this.store.erase(stream);
  }

  override async close(): Promise<void> {
    await Promise.resolve();
  }
}
