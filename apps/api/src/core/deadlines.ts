/** So finely is time cut: what ends within one slice ends together. */
const SLICE_MS = 100;

/**
 * Signals that abort once somebody no longer waits. Those that end at about one time are one
 * signal: a timer for each request would cost more than many a request.
 */
export class Deadlines {
  private readonly slices = new Map<number, AbortSignal>();

  /** Aborts once so many milliseconds have passed, and a tenth of a second later at most. */
  after(ms: number): AbortSignal {
    if (ms < SLICE_MS) return AbortSignal.timeout(ms);
    const now = performance.now();
    const end = Math.ceil((now + ms) / SLICE_MS);
    return this.slices.get(end) ?? this.cut(end, end * SLICE_MS - now);
  }

  private cut(end: number, ms: number): AbortSignal {
    const signal = AbortSignal.timeout(Math.ceil(ms));
    signal.addEventListener('abort', () => this.slices.delete(end), { once: true });
    this.slices.set(end, signal);
    return signal;
  }
}
