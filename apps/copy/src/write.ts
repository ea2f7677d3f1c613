import { AppendTooLarge, RevisionConflict, type EventStore } from '#event-store';

import { Refusal } from './refusal.js';
import { toNewEvent, type AppendRun } from './rounds.js';

/** A store to copy to. */
export type Target = Readonly<{
  store: EventStore;
  /**
   * The most appends under way at once. More than one is allowed only if the store writes the
   * appends of one turn of the event loop in order, and none of them if one fails.
   */
  atOnce: number;
}>;

/** Appends run after run, all within one turn of the event loop. */
export const write = async (store: EventStore, runs: readonly AppendRun[]): Promise<void> => {
  const answers = await Promise.allSettled(
    runs.map(({ stream, expected, lines }) =>
      store.append(stream, lines.map(toNewEvent), expected),
    ),
  );
  for (const answer of answers) if (answer.status === 'rejected') refuse(answer.reason);
};

const refuse = (error: unknown): never => {
  if (error instanceof RevisionConflict)
    throw new Refusal(
      `other writers have written to the target or erased a stream: ${error.message}`,
    );
  if (error instanceof AppendTooLarge) throw new Refusal(error.message);
  throw error;
};
