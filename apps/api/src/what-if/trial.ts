import { momentOf } from '#application';
import { type ForkedCluster } from '#engine';

import { type Asker } from '../http/request/request.js';
import { momentShape } from '../questions/moment-shape.js';
import { whatIfShape } from './answer.js';
import { ForkFace } from './fork-face.js';
import { ForkedRoutes, type Outcome, type ProblemOf } from './forked-routes.js';
import { type TriedCommand } from './tried-command.js';
import { type WhatIfShape } from './what-if-schemas.js';

/** What is tried, as plain data. */
export type Trial = Readonly<{
  asker: Asker;
  commands: readonly TriedCommand[];
  /** Milliseconds that pass after the commands. */
  advance: number;
}>;

/**
 * Carries out commands on a fork, one after the other, and tells what would happen.
 *
 * @throws ForkFull if that is more than a fork may write
 */
export const tryOut = async (
  fork: ForkedCluster,
  { asker, commands, advance }: Trial,
  problemOf: ProblemOf,
): Promise<WhatIfShape> => {
  const face = new ForkFace(fork);
  const routes = new ForkedRoutes(fork, face, problemOf);
  const outcomes: Outcome[] = [];
  await fork.start();
  try {
    const base = momentShape(face.reads, await momentOf(face, {}));
    for (const command of commands) {
      // A command may ask for what an earlier one has written.
      if (outcomes.length > 0) await momentOf(face, {});
      outcomes.push(await routes.outcome(command, asker));
    }
    if (advance > 0) await fork.pass(advance);
    return await whatIfShape({ fork, face, useCases: routes.useCases, base, outcomes });
  } finally {
    await fork.stop();
  }
};
