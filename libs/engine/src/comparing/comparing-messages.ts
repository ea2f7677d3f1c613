import { type FileComparison, type TreeComparison } from '#read-models';

/** A comparison that a thread carries out. */
export type ComparisonOrder = Readonly<{ id: number; asked: FileComparison }>;

/** The answer to an order. */
export type ComparisonReport = Readonly<{ id: number }> &
  (
    | Readonly<{ compared: TreeComparison }>
    /** The reason, and true if the file is damaged. */
    | Readonly<{ failure: string; isDamage: boolean }>
  );

/** The thread that compares, as seen from the thread that has started it. */
export type ComparingThread = Readonly<{
  on: (event: 'message' | 'error' | 'exit', listener: (value: unknown) => void) => unknown;
  postMessage: (order: ComparisonOrder) => void;
  terminate: () => Promise<unknown>;
}>;

/** Starts a thread that compares. */
export type StartComparing = () => ComparingThread;
