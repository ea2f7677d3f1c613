import { AppendTooLarge, RevisionConflict, type EventStore } from '#event-store';

import { Refusal } from './refusal.js';
import { toNewEvent, type Run } from './rounds.js';

/** A store to copy to. */
export type Target = Readonly<{
  store: EventStore;
  /**
   * How many appends may be asked for at once. More than one only where those asked for in one
   * turn of the event loop are written in that order, and none of them when one fails.
   */
  atOnce: number;
}>;

/** Appends one after the other, all asked for in one turn of the event loop. */
export const write = async (store: EventStore, runs: readonly Run[]): Promise<void> => {
  const answers = await Promise.allSettled(
    runs.map(({ stream, expected, lines }) =>
      store.append(stream, lines.map(toNewEvent), expected),
    ),
  );
  for (const answer of answers) if (answer.status === 'rejected') refuse(answer.reason);
};

const refuse = (error: unknown): never => {
  if (error instanceof RevisionConflict)
    throw new Refusal(`the target was written to by others, or has erased it: ${error.message}`);
  if (error instanceof AppendTooLarge) throw new Refusal(error.message);
  throw error;
};
