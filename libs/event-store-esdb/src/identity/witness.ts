import { LogReplaced, type Anchor, type Recorded } from '#event-store';

import { isOfLog, type LogStreams } from '../log-streams.js';
import { type Reads } from '../read/reads.js';
import { type Received } from '../read/records.js';
import { type Sight } from './sight.js';

/**
 * Recognises a log after the server was away, by the last event that was seen of it. A server may
 * come back with an older log, with another log, or with an older one that has grown past the known
 * position.
 */
export class Witness {
  private anchor: Anchor | undefined;
  /** The loss of sight that was checked last. */
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

  /** The reason why this is not the known log; undefined while it is. */
  get fault(): LogReplaced | undefined {
    return this.found;
  }

  /** Sets the event that the log is known to have; without one, nothing is known of the log. */
  expect(anchor: Anchor | undefined): void {
    this.anchor = anchor;
    this.sight.markLost();
  }

  /** Notes an event that was seen. An event that can be erased is ignored. */
  note({ id, stream, revision, position }: Recorded): void {
    if (this.anchor !== undefined && position <= this.anchor.position) return;
    if (isOfLog(stream, this.streams) && !this.streams.isErasable(stream))
      this.anchor = { id, stream, revision, position };
  }

  /**
   * Looks for the known event if the log was lost from sight.
   *
   * @throws LogReplaced if the event is missing
   * @throws StoreUnavailable if the server does not answer
   */
  async requireSame(): Promise<void> {
    while (this.isDoubtful) {
      this.looking ??= this.settle().finally(() => {
        this.looking = undefined;
      });
      await this.looking;
    }
  }

  /** Passes on the events of a read while they are of the known log. */
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

  /** The event at a place of the present log. */
  private async look({ stream, revision }: Anchor): Promise<Recorded | undefined> {
    const range = { from: revision, to: revision, limit: 1 };
    for await (const event of this.reads.stream(stream, range)) return event.recorded();
    return undefined;
  }
}
