import { type Json } from '../e2e/tidemark.js';

/** Returns numbers in [0, 1). */
type Random = () => number;

/** Values that clients send by mistake or on purpose. */
const JUNK: readonly unknown[] = [
  null,
  true,
  -1,
  0.5,
  1e308,
  12_345_678_901_234_567_890n.toString(),
  '',
  '\0',
  'a'.repeat(3000),
  [],
  {},
  [[]],
  { a: 1 },
  ['x'],
  '__proto__',
  '😀',
  '\ud800',
  '../..',
  '%00',
  '\\x',
  '2026-13-45T00:00:00Z',
  'node-a',
  'HKLM\\SOFTWARE',
  JSON.parse('['.repeat(40) + ']'.repeat(40)),
];

const FIELDS = ['extra', 'constructor', '__proto__', 'name', ''];

const BODIES = [
  '{',
  '[]',
  'null',
  '"x"',
  '{"a":',
  '{"__proto__":{}}',
  '',
  '\ufeff{}',
  '1e999',
  '['.repeat(1343),
];

const HEADERS = [
  'if-match',
  'idempotency-key',
  'prefer',
  'tidemark-actor',
  'tidemark-after',
  'accept',
  'content-type',
  'last-event-id',
  'traceparent',
];

const HEADER_VALUES = [
  '"1"',
  '"0"',
  'x',
  '*',
  '',
  'wait=0',
  'wait=99999999999',
  '999999999999999999999',
  '5',
  'text/x-ms-regedit',
  'application/xml',
  '\u00ff',
];

export const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)] as Item;

/** A copy of a value with one change somewhere: an addition, a removal or a replacement. */
export const mutated = (random: Random, value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || random() < 0.2) return pick(random, JUNK);
  if (!Array.isArray(value)) return mutatedObject(random, value);
  const at = Math.floor(random() * value.length);
  return value.map((item, index): unknown => (index === at ? mutated(random, item) : item));
};

const mutatedObject = (random: Random, value: Json): Json => {
  const fields = Object.keys(value);
  const field = pick(random, fields);
  const dice = random();
  if (dice < 0.2 || fields.length === 0)
    return { ...value, [pick(random, FIELDS)]: pick(random, JUNK) };
  if (dice >= 0.35) return { ...value, [field]: mutated(random, value[field]) };
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== field));
};

/** The text of a body, mostly valid JSON. */
export const bodyText = (random: Random, valid: unknown): string => {
  const dice = random();
  if (dice < 0.08) return pick(random, BODIES);
  return JSON.stringify(dice < 0.2 ? valid : mutated(random, valid));
};

/** A text for a place in a path or a query: a valid one with the given probability. */
export const placeText = (random: Random, good: string, goodness: number): string => {
  if (random() < goodness) return good;
  const text = String(pick(random, JUNK));
  return text.isWellFormed() ? text : 'z';
};

/** Headers that may spoil the request; often none. */
export const headersFor = (random: Random): Record<string, string> =>
  random() < 0.75 ? {} : { [pick(random, HEADERS)]: pick(random, HEADER_VALUES) };
