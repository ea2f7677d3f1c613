import { type PastForks } from '#engine';
import { reasonOf } from '#event-store';
import { ReadModelDamaged } from '#read-models';

import { HttpProblem } from '../http/answer/http-problem.js';
import { toProblem } from '../http/answer/problem.js';
import { tryOut } from './trial.js';
import { type TrialOrder, type TrialProblem, type TrialReport } from './trial-messages.js';

/** Carries an order out; an error becomes a report too. */
export const carryOutTrial = async (
  forks: PastForks,
  { id, moment, trial }: TrialOrder,
): Promise<TrialReport> => {
  try {
    const fork = await forks.at(moment);
    const answer = await tryOut(fork, trial, (error, path) => {
      const problem = toProblem(error);
      if (problem === undefined) throw error;
      return { ...problem, instance: path.split('?', 1)[0] ?? path };
    });
    return { id, answer };
  } catch (error) {
    if (error instanceof HttpProblem) return { id, problem: problemOf(error) };
    return error instanceof ReadModelDamaged
      ? { id, failure: error.what, isDamage: true }
      : { id, failure: reasonOf(error), isDamage: false };
  }
};

const problemOf = ({ status, slug, message: detail, errors }: HttpProblem): TrialProblem => ({
  ...{ status, slug, detail },
  ...(errors && { errors }),
});
