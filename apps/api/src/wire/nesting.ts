import { HttpProblem } from '../http/answer/http-problem.js';

/** The most levels of arrays and objects in a body. */
export const MAX_NESTING = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/**
 * Checks the bytes of a JSON text in one pass, before they are parsed. A malformed text is left to
 * the parser.
 *
 * @throws HttpProblem 400 if arrays and objects are nested deeper than the limit
 */
export const requireShallow = (json: Uint8Array): void => {
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at] ?? 0;
    if (byte === QUOTE) at = endOfText(json, at);
    else if (OPENING.has(byte)) depth += 1;
    else if (CLOSING.has(byte)) depth -= 1;
    if (depth > MAX_NESTING) throw tooDeep(at);
  }
};

/**
 * The index of the quote that ends the text which begins here; the end of the bytes if there is
 * none.
 */
const endOfText = (json: Uint8Array, begin: number): number => {
  for (let at = begin + 1; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) at += 1;
  }
  return json.length;
};

const tooDeep = (at: number): HttpProblem => {
  const detail = `the body is nested deeper than ${MAX_NESTING} levels at byte ${at}`;
  return new HttpProblem(400, 'malformed-request', { detail, errors: [{ pointer: '', detail }] });
};
