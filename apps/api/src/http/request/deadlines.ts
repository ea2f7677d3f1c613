/** Deadlines within one slice of this length end together. */
const SLICE_MS = 100;

type Timing = Readonly<{ now: () => number; timeout: (ms: number) => AbortSignal }>;

const SYSTEM: Timing = {
  now: () => performance.now(),
  timeout: (ms) => AbortSignal.timeout(ms),
};

/**
 * Signals that abort once a caller no longer waits. Deadlines that end at about the same time share
 * a signal: a timer of its own costs a request as much as the check of its body.
 */
export class Deadlines {
  private readonly slices = new Map<number, AbortSignal>();

  constructor(private readonly timing = SYSTEM) {}

  /** Aborts after a number of milliseconds, a tenth of a second later at most. */
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
