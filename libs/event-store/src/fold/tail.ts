import { type Position, type Recorded } from '../recorded.js';

type Batch = Readonly<{
  after: Position | undefined;
  records: readonly Recorded[];
  units: number;
}>;

/**
 * The number of kept events. It is enough for a follower that is one batch behind, and small enough
 * that the events are freed while they are young.
 */
const KEPT = 1024;
/** The same in UTF-16 units of JSON: the changes of an import are a hundred events and 64 MiB. */
const KEPT_UNITS = 2 * 1024 * 1024;

/** The newest batches of a log that is written in this process, for its followers. */
export class Tail {
  private batches: Batch[] = [];
  /** How many events they hold, and how many units of JSON. */
  private held = 0;
  private units = 0;
  private last: Position | undefined;
  private waiting: (() => void)[] = [];
  private batchCount = 0;

  /** @param last the last position in the store before the first batch */
  constructor(last: Position | undefined) {
    this.last = last;
  }

  /** @param units of JSON that the records are, where that is known */
  publish(records: readonly Recorded[], units = 0): void {
    const last = records.at(-1)?.position;
    if (last === undefined) return;
    this.batches.push({ after: this.last, records, units });
    this.held += records.length;
    this.units += units;
    if (this.held > 2 * KEPT || this.units > 2 * KEPT_UNITS) this.dropOldest();
    this.last = last;
    this.batchCount += 1;
    const waiting = this.waiting;
    this.waiting = [];
    for (const wake of waiting) wake();
  }

  /** Drops the batches: followers read from the store again. */
  clear(): void {
    this.batches = [];
    [this.held, this.units] = [0, 0];
  }

  /** Drops old batches. The newest batch stays, however large it is. */
  private dropOldest(): void {
    let from = 0;
    for (const { records, units } of this.batches.slice(0, -1)) {
      if (this.held <= KEPT && this.units <= KEPT_UNITS) break;
      this.held -= records.length;
      this.units -= units;
      from += 1;
    }
    this.batches = this.batches.slice(from);
  }

  /** The batches after a position; undefined if the tail no longer has all of them. */
  since(after: Position | undefined): readonly Batch[] | undefined {
    if (after === this.last) return [];
    for (let at = this.batches.length - 1; at >= 0; at -= 1)
      if (this.batches[at]?.after === after) return this.batches.slice(at);
    return undefined;
  }

  /** The number of published batches, an argument for `changed`. */
  get count(): number {
    return this.batchCount;
  }

  /** Resolves once more batches than `count` were published, or when the signal aborts. */
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

/** A log in batches, everything after a position. */
type Pages = (after: Position | undefined) => AsyncIterable<readonly Recorded[]>;

/**
 * A subscription over a store and the tail of its log: pages from the store while it is behind,
 * then batches from the tail. The subscription is as fast as its caller.
 */
export async function* follow(
  { pages, tail }: { pages: Pages; tail: Tail },
  after: Position | undefined,
  signal: AbortSignal,
): AsyncIterable<readonly Recorded[]> {
  let at = after;
  while (!signal.aborted) {
    const { count } = tail;
    const before = at;
    for await (const batch of following({ pages, tail }, at)) {
      at = batch.at(-1)?.position;
      yield batch;
      if (isAborted(signal)) return;
    }
    if (at === before) await tail.changed(count, signal);
  }
}

/** Reads the flag anew: it may have changed during an `await`. */
const isAborted = (signal: AbortSignal): boolean => signal.aborted;

/**
 * The batches after a position: from the tail if it has them, else from the store up to its end.
 */
async function* following(
  { pages, tail }: { pages: Pages; tail: Tail },
  at: Position | undefined,
): AsyncIterable<readonly Recorded[]> {
  const batches = tail.since(at);
  if (batches === undefined) yield* pages(at);
  else for (const { records } of batches) yield records;
}
