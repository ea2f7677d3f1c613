import { setImmediate as turn } from 'node:timers/promises';

/** Hundreds of clients may connect at the same time, and one turn may accept few of them. */
const TURNS = 16;

/** Gives other requests several turns of the event loop. Awaited between two long pieces of work. */
export const othersTurns = async (): Promise<void> => {
  for (let count = 0; count < TURNS; count += 1) await turn();
};
