import { setImmediate as turn } from 'node:timers/promises';

import { type EventStore, type Fold, type Position, type Recorded } from '#event-store';
import { type ReadModels } from '#read-models';

import { once, type Retry } from '../log/retrying.js';

/** Whoever waits for a start is told so often how far it is. */
const EVERY_MS = 5000;
const LOOK_MS = 1000;

type CatchingUp = Readonly<{
  store: Pick<EventStore, 'head'>;
  fold: Pick<Fold, 'start'>;
  reads: Pick<ReadModels, 'start' | 'reached' | 'position'>;
  /** Without it, nothing is tried a second time. */
  again?: Retry;
}>;

/** What was folded to be where the log is: the last event, and how many they were. */
type Folded = Readonly<{ last: Recorded; count: number }>;

/**
 * Brings fold and read models up with the log side by side: the latter are written by a thread of
 * their own, and whoever asks how far they are has a turn. Answers what was folded; undefined where
 * that was nothing.
 *
 * @param say is told every few seconds how far they are, and nothing where it is not long
 * @param now in milliseconds
 * @throws what either of them fails with
 */
export const catchUp = async (
  { store, fold, reads, again = once }: CatchingUp,
  say: (what: string) => void = () => undefined,
  now = (): number => performance.now(),
): Promise<Folded | undefined> => {
  const head = await again(() => store.head());
  let said = now();
  const tell = (what: string, at: Position): void => {
    if (now() - said < EVERY_MS) return;
    said = now();
    say(`starting: ${what} at position ${String(at)} of ${String(head)}`);
  };
  const timer = setInterval(() => {
    tell('the read models are', reads.position);
  }, LOOK_MS);
  let all: Folded | undefined;
  try {
    const passed = (last: Recorded, count: number): Promise<unknown> => {
      all = { last, count: count + (all?.count ?? 0) };
      tell('the fold is', last.position);
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
