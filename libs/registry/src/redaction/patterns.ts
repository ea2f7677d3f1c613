/** The names of values that are secrets by the usage of Windows programs; see docs/operations.md. */
export const USUAL_PATTERNS: readonly string[] = [
  ...['*password*', '*passwd*', '*passphrase*', '*pwd*', '*secret*', '*token*', '*credential*'],
  ...['*apikey*', '*api?key*', '*privatekey*', '*private?key*'],
  ...['*connectionstring*', '*connection?string*'],
];

/** The most patterns, and the most characters of one, so that a comparison stays short. */
const [MAX_PATTERNS, MAX_LENGTH] = [64, 64];

// eslint-disable-next-line no-control-regex
const CONTROL = /[\0-\x1f]/;

/** The fault of a list of patterns; undefined if all of them can be used. */
export const patternsFault = (patterns: readonly string[]): string | undefined =>
  patterns.length > MAX_PATTERNS
    ? `has ${patterns.length} patterns, the limit is ${MAX_PATTERNS}`
    : patterns.map(faultOf).find((fault) => fault !== undefined);

const faultOf = (pattern: string): string | undefined => {
  if (pattern === '') return 'has an empty pattern';
  if (pattern.length > MAX_LENGTH)
    return `has a pattern of ${pattern.length} characters, the limit is ${MAX_LENGTH}`;
  return CONTROL.test(pattern) ? 'has a control character' : undefined;
};
