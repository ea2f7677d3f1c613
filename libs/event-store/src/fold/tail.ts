import { inBatches } from '../batches.js';
import { type EventStore } from '../event-store.js';
import { type Position, type Recorded } from '../recorded.js';

type Batch = Readonly<{ after: Position | undefined; records: readonly Recorded[] }>;

/**
 * Enough events that a follower who takes its time with one batch finds the next ones at hand, and
 * so few that they are gone again while they are young.
 */
const KEPT = 1024;
/** Whoever is far behind is best served in pieces that need not be kept for long. */
const PAGE = 1024;

/** The newest batches of a log that is written in this process, for those who follow it. */
export class Tail {
  private batches: Batch[] = [];
  /** How many events they hold. */
  private held = 0;
  private last: Position | undefined;
  private waiting: (() => void)[] = [];
  private batchCount = 0;

  /** Everything up to here is in the store before the first batch is published. */
  constructor(last: Position | undefined) {
    this.last = last;
  }

  publish(records: readonly Recorded[]): void {
    const last = records.at(-1)?.position;
    if (last === undefined) return;
    this.batches.push({ after: this.last, records });
    this.held += records.length;
    if (this.held > 2 * KEPT) this.dropOldest();
    this.last = last;
    this.batchCount += 1;
    const waiting = this.waiting;
    this.waiting = [];
    for (const wake of waiting) wake();
  }

  /** Lets go of what is at hand: who follows reads it from the store again. */
  clear(): void {
    this.batches = [];
    this.held = 0;
  }

  /** The newest batch stays, however large it is. */
  private dropOldest(): void {
    let from = 0;
    for (; this.held > KEPT && from < this.batches.length - 1; from += 1)
      this.held -= this.batches[from]?.records.length ?? 0;
    this.batches = this.batches.slice(from);
  }

  /** The batches that follow a position; undefined when they are no longer all at hand. */
  since(after: Position | undefined): readonly Batch[] | undefined {
    if (after === this.last) return [];
    for (let at = this.batches.length - 1; at >= 0; at -= 1)
      if (this.batches[at]?.after === after) return this.batches.slice(at);
    return undefined;
  }

  /** How many batches were published; for `changed`. */
  get count(): number {
    return this.batchCount;
  }

  /** Resolves once more batches than these were published, or when the signal aborts. */
  async changed(count: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.batchCount > count) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        resolve();
      };
      signal.addEventListener('abort', wake, { once: true });
      this.waiting.push(wake);
    });
  }
}

/**
 * A subscription over a store and the tail of its log: pages from the store while it is behind,
 * batches from the tail once it has caught up. The caller's pace is its pace.
 */
export async function* follow(
  { store, tail }: { store: EventStore; tail: Tail },
  after: Position | undefined,
  signal: AbortSignal,
): AsyncIterable<readonly Recorded[]> {
  let at = after;
  while (!signal.aborted) {
    const { count } = tail;
    const before = at;
    for await (const batch of following({ store, tail }, at)) {
      at = batch.at(-1)?.position;
      yield batch;
      if (isOver(signal)) return;
    }
    if (at === before) await tail.changed(count, signal);
  }
}

/** Asked again after others had their turn. */
const isOver = (signal: AbortSignal): boolean => signal.aborted;

/** What follows: from the tail if it is at hand, else from the store up to where it ends. */
async function* following(
  { store, tail }: { store: EventStore; tail: Tail },
  at: Position | undefined,
): AsyncIterable<readonly Recorded[]> {
  const batches = tail.since(at);
  if (batches !== undefined) {
    for (const { records } of batches) yield records;
    return;
  }
  yield* inBatches(store.readLog(at === undefined ? {} : { after: at }), PAGE);
}
