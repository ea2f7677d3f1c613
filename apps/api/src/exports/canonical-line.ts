import imported from 'canonicalize';

/** The types of the package say that it is an ES module; it is none. */
const canonicalize = imported as unknown as (json: unknown) => string;

/** A lone surrogate in JSON text; also a backslash before the text `ud8..`, which is looked at too. */
const MAYBE_LONE = /\\ud[89a-f]/;

/**
 * The canonical JSON of a value (RFC 8785), as one line. RFC 8785 needs valid Unicode: a text with
 * lone surrogates is an object `{ "utf16": "…" }` with four hex digits for each UTF-16 unit.
 */
export const canonicalLine = (json: object): string => {
  const text = canonicalize(json);
  return `${MAYBE_LONE.test(text) ? canonicalize(validIn(json)) : text}\n`;
};

/** The same value without lone surrogates. */
const validIn = (json: unknown): unknown => {
  if (typeof json === 'string') return json.isWellFormed() ? json : { utf16: unitsOf(json) };
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map(validIn);
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, validIn(value)]));
};

const unitsOf = (text: string): string => {
  const units = Buffer.from(text, 'utf16le');
  return units.swap16().toString('hex');
};
