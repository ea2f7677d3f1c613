/** So finely is time cut: what ends within one slice ends together. */
const SLICE_MS = 100;

type Timing = Readonly<{ now: () => number; timeout: (ms: number) => AbortSignal }>;

const SYSTEM: Timing = {
  now: () => performance.now(),
  timeout: (ms) => AbortSignal.timeout(ms),
};

/**
 * Signals that abort once somebody no longer waits. Those that end at about one time are one
 * signal: a timer of its own costs a request as much as checking its body.
 */
export class Deadlines {
  private readonly slices = new Map<number, AbortSignal>();

  constructor(private readonly timing = SYSTEM) {}

  /** Aborts once so many milliseconds have passed, a tenth of a second later at most. */
  after(ms: number): AbortSignal {
    const { now, timeout } = this.timing;
    if (ms < SLICE_MS) return timeout(ms);
    const from = now();
    const end = Math.ceil((from + ms) / SLICE_MS);
    return this.slices.get(end) ?? this.cut(end, Math.ceil(end * SLICE_MS - from));
  }

  private cut(end: number, ms: number): AbortSignal {
    const signal = this.timing.timeout(ms);
    signal.addEventListener('abort', () => this.slices.delete(end), { once: true });
    this.slices.set(end, signal);
    return signal;
  }
}
