import { RETRY_AFTER } from './headers.js';
import { PROBLEM } from './problem-schema.js';

/** The problems of every route: those of the wire and the door too. */
const EVERYWHERE: Readonly<Record<number, string>> = {
  400: 'A malformed query, header, body or path',
  403: 'The request comes from the page of another site, or the call has no access',
  404: 'There is no such thing',
  408: 'The request did not come to its end in time',
  413: 'The request is too large',
  421: 'The request is for another host',
  431: 'The request line and the headers are too long',
  500: 'An unexpected error, which is in the log of the server',
  503: 'The log or the state is out of reach, or the cluster is read-only: try again',
};

/** The problems of the routes about the cluster. */
const OF_THE_CLUSTER: Readonly<Record<number, string>> = {
  409: 'A thing is not in the state for this',
  422: 'A field has a value that is not possible, or another request has this Idempotency-Key',
};

/** The problems of commands. */
const OF_COMMANDS: Readonly<Record<number, string>> = {
  412: 'The thing has changed since: If-Match or `expect`',
  415: 'The type of the body is not taken',
  501: 'The call is not implemented, as in Windows',
};

const RETRIED = 503;

const PREFIX = '/v1/';

/** The statuses of the problems that a route may answer. */
export const problemStatuses = (method: string, path: string): readonly number[] => {
  const ofCluster = path.startsWith(PREFIX) ? OF_THE_CLUSTER : {};
  const ofCommand = method === 'get' ? {} : OF_COMMANDS;
  return Object.keys({ ...EVERYWHERE, ...ofCluster, ...ofCommand }).map(Number);
};

/** The problems by name, for the components of the document. */
export const PROBLEM_RESPONSES = Object.fromEntries(
  Object.entries({ ...EVERYWHERE, ...OF_THE_CLUSTER, ...OF_COMMANDS }).map(
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
