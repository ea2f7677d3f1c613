/** The questions with which pages of the console begin, if their address has no search parameters. */
const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  '/': ['/v1/overview', '/v1/attention?limit=100'],
  '/timeline': ['nodes', 'groups'].map((lanes) => `/v1/timeline?buckets=200&lanes=${lanes}`),
};

/**
 * The header `Link` of a page, by which a browser asks its first questions while it still loads the
 * program; undefined for a page without such questions.
 */
export const firstQuestions = (url: string): string | undefined =>
  QUESTIONS[url]
    ?.map((question) => `<${question}>; rel=preload; as=fetch; crossorigin=anonymous`)
    .join(', ');
