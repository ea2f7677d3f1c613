import { momentOf } from '#application';
import { ForkFull, type ForkedCluster } from '#engine';

import { HttpProblem } from '../http/answer/http-problem.js';
import { type Asker } from '../http/request/request.js';
import { momentShape, type MomentShape } from '../questions/moment-shape.js';
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
  /** The moment, as the answer shows it; that of the fork if undefined. */
  base?: MomentShape;
}>;

/**
 * Carries out commands on a fork, one after the other, and tells what would happen.
 *
 * @throws HttpProblem 422 if that is more than a fork may write
 */
export const tryOut = async (
  fork: ForkedCluster,
  trial: Trial,
  problemOf: ProblemOf,
): Promise<WhatIfShape> => {
  const { asker, commands, advance } = trial;
  const face = new ForkFace(fork);
  const routes = new ForkedRoutes(fork, face, problemOf);
  const outcomes: Outcome[] = [];
  await fork.start();
  try {
    const base = trial.base ?? momentShape(face.reads, await momentOf(face, {}));
    for (const command of commands) {
      // A command may ask for what an earlier one has written.
      if (outcomes.length > 0) await momentOf(face, {});
      outcomes.push(await routes.outcome(command, asker));
    }
    if (advance > 0) await fork.pass(advance);
    return await whatIfShape({ fork, face, useCases: routes.useCases, base, outcomes });
  } catch (error) {
    throw error instanceof ForkFull ? tooMuch(error) : error;
  } finally {
    await fork.stop();
  }
};

const tooMuch = ({ message }: ForkFull): HttpProblem =>
  new HttpProblem(422, 'what-if-too-long', {
    detail: `this would take ${message}; try fewer commands, or less time`,
  });
