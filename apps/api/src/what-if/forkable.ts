import { badRequest } from '../http/answer/http-problem.js';
import { type TriedCommand } from './tried-command.js';

/** The paths of requests that are no part of a what-if: what leaves the product, and long work. */
const REFUSED: readonly (readonly [RegExp, what: string])[] = [
  [/\/key-containers\/[^/]*\/reveal$/, 'reveals no key'],
  [/^\/v1\/backups(\/|$)/, 'takes and restores no backup'],
  [/^\/v1\/cluster\/(backup|restore)-database$/, 'takes and restores no backup'],
  [/^\/v1\/(audit|jobs)(\/|$)/, 'begins and ends no job'],
  [/^\/v1\/parked(\/|$)/, 'retries no event'],
  [/^\/v1\/(what-if|bisect|batch|export)(\/|$)/, 'has commands alone'],
];

/**
 * @throws HttpProblem 400 for a request that can't be tried
 */
export const requireForkable = (commands: readonly TriedCommand[], field: string): void => {
  for (const [index, { path }] of commands.entries()) {
    const [plain = ''] = path.split('?');
    const found = REFUSED.find(([pattern]) => pattern.test(plain));
    if (found !== undefined)
      throw badRequest(`/${field}/${index}/path`, `a what-if ${found[1]}: ${plain.slice(0, 200)}`);
  }
};
