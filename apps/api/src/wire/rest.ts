import { type IncomingMessage } from 'node:http';

import { hasBody } from './has-body.js';

/** True for a request whose body has not come to its end. */
export const hasRest = async (request: IncomingMessage): Promise<boolean> => {
  if (!hasBody(request) || request.complete) return false;
  // The rest may be here already and not be looked at yet.
  await new Promise(setImmediate);
  return !request.complete;
};
