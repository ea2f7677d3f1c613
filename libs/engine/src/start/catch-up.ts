import { setImmediate as turn } from 'node:timers/promises';

import { type EventStore, type Fold, type Position, type Recorded } from '#event-store';
import { type ReadModels } from '#read-models';

import { once, type Retry } from '../log/retrying.js';

/** The interval at which a long start logs its progress. */
const EVERY_MS = 5000;
const LOOK_MS = 1000;

type CatchingUp = Readonly<{
  store: Pick<EventStore, 'head'>;
  fold: Pick<Fold, 'start'>;
  reads: Pick<ReadModels, 'start' | 'reached' | 'position'>;
  /** Repeats work that fails; undefined for one try. */
  again?: Retry;
}>;

/** The result of the catch-up: the last event, and the number of events. */
type Folded = Readonly<{ last: Recorded; count: number }>;

/**
 * Brings the fold and the read models up to the end of the log, side by side: the read models have
 * a thread of their own, and progress reports get a turn between batches. Returns the folded
 * events; undefined if there were none.
 *
 * @param say called with the progress every few seconds; not called in a short start
 * @param now in milliseconds
 * @throws the error of the fold or of the read models
 */
export const catchUp = async (
  { store, fold, reads, again = once }: CatchingUp,
  say: (what: string) => void = () => undefined,
  now = (): number => performance.now(),
): Promise<Folded | undefined> => {
  const head = await again(() => store.head());
  let loggedAt = now();
  const logProgress = (what: string, at: Position): void => {
    if (now() - loggedAt < EVERY_MS) return;
    loggedAt = now();
    say(`starting: ${what} at position ${String(at)} of ${String(head)}`);
  };
  const timer = setInterval(() => {
    logProgress('the read models are', reads.position);
  }, LOOK_MS);
  let all: Folded | undefined;
  try {
    const passed = (last: Recorded, count: number): Promise<unknown> => {
      all = { last, count: count + (all?.count ?? 0) };
      logProgress('the fold is', last.position);
      return turn();
    };
    const projected = reads.start(head).catch(async (error: unknown) => {
      if (head === undefined) throw error;
      await again(() => reads.reached(head));
    });
    await Promise.all([projected, again(() => fold.start(passed))]);
    return all;
  } finally {
    clearInterval(timer);
  }
};
