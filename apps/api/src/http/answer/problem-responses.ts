import { RETRY_AFTER } from './headers.js';
import { PROBLEM } from './problem-schema.js';

/** The problems of every route: those of the wire and the door too. */
const EVERYWHERE: Readonly<Record<number, string>> = {
  400: 'A malformed query, header, body or path',
  403: 'The request comes from the page of another site',
  408: 'The request did not come to its end in time',
  413: 'The request is too large',
  417: 'The request expects what the server does not do',
  421: 'The request is for another host',
  431: 'The request line and the headers are too long',
  500: 'An unexpected error, which is in the log of the server',
  503: 'The log or the state is out of reach, or the cluster is read-only: try again',
};

const NAMED: Readonly<Record<number, string>> = { 404: 'There is no such thing' };

const WITH_BODY: Readonly<Record<number, string>> = { 415: 'The type of the body is not taken' };

/** The problems that a route names itself. */
const OF_ROUTES: Readonly<Record<number, string>> = {
  409: 'A thing is not in the state for this',
  412: 'The thing has changed since: If-Match or `expect`',
  501: 'A call that the profile of Windows does not have',
  507: 'The disk is full',
  422: 'A field has a value that is not possible, or another request has this Idempotency-Key',
};

const RETRIED = 503;

/** The statuses of the problems that all routes of a kind answer: its path has a name, or it takes a body. */
export const problemStatuses = (method: string, path: string): readonly number[] =>
  Object.keys({
    ...EVERYWHERE,
    ...(path.includes('{') && NAMED),
    ...(method !== 'get' && WITH_BODY),
  }).map(Number);

/** The problems by name, for the components of the document. */
export const PROBLEM_RESPONSES = Object.fromEntries(
  Object.entries({ ...EVERYWHERE, ...NAMED, ...WITH_BODY, ...OF_ROUTES }).map(
    ([status, description]) => [
      `Problem${status}`,
      {
        description,
        content: { 'application/problem+json': { schema: PROBLEM } },
        ...(Number(status) === RETRIED && { headers: RETRY_AFTER }),
      },
    ],
  ),
);
