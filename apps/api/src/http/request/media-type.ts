import { HttpProblem } from '../answer/http-problem.js';

/** The label in the `charset` of a content type; undefined if there is none. */
export const charsetLabel = (contentType = ''): string | undefined =>
  /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(contentType)?.[1];

const unsupported = (detail: string): HttpProblem =>
  new HttpProblem(415, 'malformed-request', {
    detail,
    errors: [{ pointer: '/headers/content-type', detail }],
  });

/** The refusal of a charset that has no decoder. */
export const unknownCharset = (label: string): HttpProblem =>
  unsupported(`the charset "${label}" is not supported`);

/** The refusal of a body of another type than those that a route takes. */
export const unknownType = (
  contentType: string | undefined,
  taken: readonly string[],
): HttpProblem =>
  unsupported(
    contentType === undefined
      ? `a body needs a content-type: ${taken.join(' or ')}`
      : `the content-type "${contentType}" is not supported here, ${taken.join(' and ')} ${taken.length > 1 ? 'are' : 'is'}`,
  );
