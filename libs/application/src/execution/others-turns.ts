import { setImmediate as turn } from 'node:timers/promises';

/** The event loop accepts one new connection in each turn, and hundreds may come at once. */
const TURNS = 16;

/** Resolves when others have had their turns: awaited between two long pieces of work. */
export const othersTurns = async (): Promise<void> => {
  for (let count = 0; count < TURNS; count += 1) await turn();
};
