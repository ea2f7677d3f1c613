import {
  EventStore,
  follow,
  inBatches,
  NO_STREAM,
  RevisionConflict,
  SCHEMA_VERSION,
  Tail,
  toPosition,
  type Appended,
  type NewEvent,
  type Position,
  type Recorded,
} from '#event-store';

/**
 * A store that assigns positions and notifies its followers, and keeps nothing. It shows the cost
 * of a log beyond that.
 */
export class NullStore extends EventStore {
  private readonly heads = new Map<string, bigint>();
  private readonly tail = new Tail(undefined);
  private last = 0n;

  override async append(
    stream: string,
    events: readonly NewEvent[],
    expected: bigint,
  ): Promise<Appended> {
    if ((this.heads.get(stream) ?? NO_STREAM) !== expected)
      throw new RevisionConflict(stream, expected);
    const recordedAt = new Date();
    const records = events.map(({ id, type, data, metadata }, index): Recorded => {
      this.last += 1n;
      return {
        id,
        event: { type, data },
        stream,
        revision: expected + BigInt(index + 1),
        position: toPosition(this.last),
        recordedAt,
        schema: SCHEMA_VERSION,
        metadata,
      };
    });
    const revision = expected + BigInt(events.length);
    this.heads.set(stream, revision);
    this.tail.publish(records);
    return { revision, position: toPosition(this.last) };
  }

  override async *readStream(): AsyncIterable<Recorded> {
    // Nothing was kept.
  }

  override async *readLog(): AsyncIterable<Recorded> {
    // Nothing was kept.
  }

  override subscribe(
    after: Position | undefined,
    signal: AbortSignal,
  ): AsyncIterable<readonly Recorded[]> {
    return follow({ pages: () => inBatches(this.readLog(), 1), tail: this.tail }, after, signal);
  }

  override async head(): Promise<Position | undefined> {
    return this.last === 0n ? undefined : toPosition(this.last);
  }

  override async erase(): Promise<void> {
    // Nothing was kept.
  }

  override async close(): Promise<void> {
    // Nothing is open.
  }
}
