import { LogReplaced, type Anchor, type Recorded } from '#event-store';

import { isOfLog, type LogStreams } from '../log-streams.js';
import { type Reads } from '../read/reads.js';
import { type Received } from '../read/records.js';
import { type Sight } from './sight.js';

/**
 * Knows a log again after the server was away, by the last event that was seen of it: a server may
 * come back with an older log, with another one, or with one that has grown past where this one was.
 */
export class Witness {
  private anchor: Anchor | undefined;
  /** The loss of sight that was looked into last. */
  private settled: number;
  private looking: Promise<void> | undefined;
  private found: LogReplaced | undefined;

  constructor(
    private readonly reads: Pick<Reads, 'stream'>,
    private readonly streams: LogStreams,
    private readonly sight: Sight,
  ) {
    this.settled = sight.current;
  }

  /** Why this is not the log that is known; undefined while it is. */
  get fault(): LogReplaced | undefined {
    return this.found;
  }

  /** The log had this event before anything of it was seen here; without one, nothing is known of it. */
  expect(anchor: Anchor | undefined): void {
    this.anchor = anchor;
    this.sight.lose();
  }

  /** An event was seen. What can be erased says nothing. */
  note({ id, stream, revision, position }: Recorded): void {
    if (this.anchor !== undefined && position <= this.anchor.position) return;
    if (isOfLog(stream, this.streams) && !this.streams.isErasable(stream))
      this.anchor = { id, stream, revision, position };
  }

  /**
   * Looks for the event where the log was lost sight of.
   *
   * @throws LogReplaced when it is not there
   * @throws StoreUnavailable when nobody answers
   */
  async requireSame(): Promise<void> {
    while (this.isDoubtful) {
      this.looking ??= this.settle().finally(() => {
        this.looking = undefined;
      });
      await this.looking;
    }
  }

  /** Gives events on that a read brings, as long as they are of the log that is known. */
  async *watched(events: AsyncIterable<Received>): AsyncIterable<Recorded> {
    for await (const { recorded } of events) {
      if (this.isDoubtful) await this.requireSame();
      const record = recorded();
      this.note(record);
      yield record;
    }
    await this.requireSame();
  }

  private get isDoubtful(): boolean {
    return this.settled < this.sight.current;
  }

  private async settle(): Promise<void> {
    const { anchor } = this;
    const { current } = this.sight;
    if (anchor !== undefined) {
      const found = await this.look(anchor);
      if (found?.id !== anchor.id || found.position !== anchor.position) {
        this.found = LogReplaced.missing(anchor);
        throw this.found;
      }
    }
    this.found = undefined;
    this.settled = current;
  }

  /** The event at a place, whichever log this is. */
  private async look({ stream, revision }: Anchor): Promise<Recorded | undefined> {
    const range = { from: revision, to: revision, limit: 1 };
    for await (const event of this.reads.stream(stream, range)) return event.recorded();
    return undefined;
  }
}
