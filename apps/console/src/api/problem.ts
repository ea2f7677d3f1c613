import { sentence } from '../ui/text/sentence.js';
import { ServerAway } from './connection.js';
import { type Schemas } from './client.js';

export type Problem = Schemas['Problem'];

/** The problem of a failed question or command; undefined for anything that is none. */
export const problemOf = (error: unknown): Problem | undefined =>
  typeof error === 'object' && error !== null && 'title' in error && 'status' in error
    ? (error as Problem)
    : undefined;

/** One sentence about a failure, for a person. */
export const sayProblem = (error: unknown): string => {
  if (error instanceof ServerAway) return 'The server does not answer.';
  const problem = problemOf(error);
  if (problem !== undefined)
    return sentence(problem.detail === '' ? problem.title : problem.detail);
  return error instanceof Error ? sentence(error.message) : 'The answer could not be read.';
};
