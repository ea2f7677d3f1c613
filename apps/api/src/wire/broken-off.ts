import { HttpProblem } from '../http/answer/http-problem.js';

/** The client went away in the midst of a body, which is no defect. */
export const brokenOff = (): HttpProblem => {
  const detail = 'the body ended before it was complete';
  return new HttpProblem(400, 'malformed-request', { detail, errors: [{ pointer: '', detail }] });
};
