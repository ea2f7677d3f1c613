import { streamName, type KeyId } from '#domain';
import {
  type OperationEvents,
  type EventStore,
  type Fold,
  type Position,
  type Recorded,
} from '#event-store';
import { sealedIn } from '#processes';
import { type ReadModels } from '#read-models';

import { type Staleness } from './state/staleness.js';
import { inTime } from './log/in-time.js';

type Parts = Readonly<{
  store: EventStore;
  fold: Fold;
  reads: ReadModels;
  cluster: string;
  staleness: Staleness;
  projected: (operation: string, deadline: AbortSignal) => Promise<void>;
}>;

/** The log of the cluster, as far as this process has folded it. */
export class EngineLog {
  constructor(private readonly parts: Parts) {}

  /** The last position that is folded; undefined before the first event. */
  get position(): Position | undefined {
    return this.parts.fold.position;
  }

  /** Seconds since the fold was known to have the whole log. */
  get age(): number {
    return this.parts.staleness.age;
  }

  /**
   * Begins to collect the events of an operation. Dispose of the result: otherwise they are kept
   * for ever.
   */
  collect(operation: string): OperationEvents {
    return this.parts.fold.collect(operation);
  }

  /** Resolves once a condition holds that events of these streams can make true. */
  until(streams: readonly string[], isMet: () => boolean, deadline?: AbortSignal): Promise<void> {
    return this.parts.fold.until(streams, isMet, deadline);
  }

  /** Resolves once a position is folded. */
  reached(position: Position, deadline: AbortSignal): Promise<void> {
    return this.parts.fold.reached(position, deadline);
  }

  /** Resolves once the fold has everything that was in the log at the call. */
  folded(deadline: AbortSignal): Promise<Position> {
    const { store, fold, reads, staleness } = this.parts;
    return staleness.watch(async () => {
      const head = await inTime(store.head(), deadline);
      if (head === undefined) return reads.position;
      await fold.reached(head, deadline);
      return head;
    });
  }

  /** Resolves once fold and read model have everything that was in the log at the call. */
  async caughtUp(deadline: AbortSignal): Promise<Position> {
    const head = await this.folded(deadline);
    await this.parts.reads.reached(head, deadline);
    return head;
  }

  /** Resolves once the read model has all events of an operation that the log has. */
  async projected(operation: string, deadline: AbortSignal): Promise<void> {
    await this.folded(deadline);
    await this.parts.projected(operation, deadline);
  }

  /** Batches of events after a position, without end. */
  subscribe(
    after: Position | undefined,
    stopping: AbortSignal,
  ): AsyncIterable<readonly Recorded[]> {
    return this.parts.store.subscribe(after, stopping);
  }

  /**
   * @throws FoldStopped if the folded state is no longer true
   */
  requireTrue(): void {
    this.parts.fold.requireValidState();
  }

  /** An event of a stream; undefined if there is none. */
  async eventAt(stream: string, revision: bigint): Promise<Recorded | undefined> {
    const range = { from: revision, to: revision, limit: 1 };
    for await (const recorded of this.parts.store.readStream(stream, range)) return recorded;
    return undefined;
  }

  /** Sealed key material; undefined if there is none, or it was erased. */
  sealed(key: KeyId): Promise<string | undefined> {
    const { store, cluster } = this.parts;
    return sealedIn(store, streamName(cluster, 'key', key));
  }
}
