import { momentOf, takeScheduledBackup } from '#application';
import { ForkFull, NoSuchStep, type ForkedCluster } from '#engine';

import { HttpProblem } from '../http/answer/http-problem.js';
import { type Asker } from '../http/request/request.js';
import { momentShape, type MomentShape } from '../questions/moment-shape.js';
import { whatIfShape } from './answer.js';
import { ForkFace } from './fork-face.js';
import { ForkedRoutes, type Outcome, type ProblemOf } from './forked-routes.js';
import { type TriedCommand } from './tried-command.js';
import { type WhatIfShape } from './what-if-schemas.js';

/** Commands to try, and their asker, as plain data. */
export type Trial = Readonly<{
  asker: Asker;
  commands: readonly TriedCommand[];
  /** The field of the request that has the commands. */
  field: 'commands' | 'with';
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
  const { advance } = trial;
  const face = new ForkFace(fork);
  const routes = new ForkedRoutes(fork, face, problemOf);
  try {
    fork.takeScheduled = (work) => takeScheduledBackup(face, { ...work, path: undefined });
    await fork.start();
    const base = trial.base ?? momentShape(face.reads, await momentOf(face, {}));
    const outcomes = await outcomesOf(trial, { routes, face });
    if (advance > 0) await fork.pass(advance);
    return await whatIfShape({ fork, face, useCases: routes.useCases, base, outcomes });
  } catch (error) {
    throw problemIn(error);
  } finally {
    await fork.stop();
  }
};

type OnFork = Readonly<{ routes: ForkedRoutes; face: ForkFace }>;

/** Carries out the commands; a command that comes before a step goes with the one before it. */
const outcomesOf = async (
  { asker, commands, field }: Trial,
  { routes, face }: OnFork,
): Promise<readonly Outcome[]> => {
  const outcomes: Outcome[] = [];
  for (let index = outcomes.length; index < commands.length; index = outcomes.length) {
    const [command, next] = commands.slice(index);
    if (command === undefined) break;
    // A command may ask for what an earlier one has written.
    if (index > 0) await momentOf(face, {});
    const step = next?.when?.step;
    if (next === undefined || step === undefined)
      outcomes.push(await routes.outcome(command, asker));
    else {
      const pointer = `/${field}/${index + 1}/when/step`;
      const both = routes.outcomes(command, { asker, next, step });
      outcomes.push(...(await both.catch((error: unknown) => withPointer(error, pointer))));
    }
  }
  return outcomes;
};

const withPointer = (error: unknown, pointer: string): never => {
  if (!(error instanceof NoSuchStep)) throw error;
  const detail = `the operation of the command before has ${error.count} steps`;
  throw new HttpProblem(422, 'no-such-step', { detail, errors: [{ pointer, detail }] });
};

const problemIn = (error: unknown): unknown =>
  error instanceof ForkFull
    ? new HttpProblem(422, 'what-if-too-long', {
        detail: `this would take ${error.message}; try fewer commands, or less time`,
      })
    : error;
