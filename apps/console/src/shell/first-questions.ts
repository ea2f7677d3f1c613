import { ASKED_ATTENTION } from '../cluster/asked-attention.js';
import { ASKED_LANES } from '../views/timeline/questions/asked.js';

type Query = Readonly<Record<string, string | number>>;

/** A question as the pages ask it: a browser takes an early answer for the same address alone. */
const question = (path: string, query: Query): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) search.set(name, String(value));
  return `${path}?${String(search)}`;
};

/** The questions with which a page begins, by its path, if its address has no search parameters. */
export const FIRST_QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  '/': ['/v1/overview', question('/v1/attention', ASKED_ATTENTION)],
  '/timeline': ['nodes', 'groups'].map((lanes) =>
    question('/v1/timeline', { ...ASKED_LANES, lanes }),
  ),
};
