import { type EventStore, type Fold, type Position } from '#event-store';
import { type ReadModels } from '#read-models';

/** Whoever waits for a start is told so often how far it is. */
const EVERY_MS = 5000;

type CatchingUp = Readonly<{
  store: Pick<EventStore, 'head'>;
  fold: Pick<Fold, 'start'>;
  reads: Pick<ReadModels, 'start' | 'position'>;
}>;

/**
 * Brings fold and read models up with the log side by side: the latter are written by a thread of
 * their own.
 *
 * @param say is told every few seconds how far they are, and nothing where it is not long
 * @param now in milliseconds
 * @throws what either of them fails with
 */
export const catchUp = async (
  { store, fold, reads }: CatchingUp,
  say: (what: string) => void = () => undefined,
  now = (): number => performance.now(),
): Promise<void> => {
  const head = await store.head();
  let said = now();
  const tell = (what: string, at: Position): void => {
    if (now() - said < EVERY_MS) return;
    said = now();
    say(`starting: ${what} at position ${String(at)} of ${String(head)}`);
  };
  const timer = setInterval(() => {
    tell('the read models are', reads.position);
  }, EVERY_MS);
  try {
    const folded = fold.start((at) => {
      tell('the fold is', at);
    });
    await Promise.all([reads.start(head), folded]);
  } finally {
    clearInterval(timer);
  }
};
