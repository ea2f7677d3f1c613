import { AppendTooLarge, MAX_APPEND_BYTES } from './event-store.js';
import { type NewEvent } from './recorded.js';

/** A UTF-16 unit is at most so many bytes of JSON: `\u0000`. */
const MAX_BYTES_A_UNIT = 6;
/** Of anything that is no text: more than any number, and what stands between two values. */
const UNITS_A_VALUE = 32;

/** How many units there are at most; a look at a value costs less than writing it. */
const units = (value: unknown): number => {
  if (typeof value === 'string') return UNITS_A_VALUE + value.length;
  if (typeof value !== 'object' || value === null) return UNITS_A_VALUE;
  let sum = UNITS_A_VALUE;
  if (Array.isArray(value)) for (const item of value) sum += units(item);
  else for (const [key, item] of Object.entries(value)) sum += key.length + units(item);
  return sum;
};

const bytesOf = ({ id, type, data, metadata }: NewEvent): number =>
  Buffer.byteLength(JSON.stringify({ id, type, data, metadata }));

/**
 * Refuses what no store takes at once.
 *
 * @throws AppendTooLarge beyond MAX_APPEND_BYTES
 */
export const requireSize = (stream: string, events: readonly NewEvent[]): void => {
  let sum = 0;
  for (const { data, metadata } of events) sum += units(data) + units(metadata);
  if (sum * MAX_BYTES_A_UNIT <= MAX_APPEND_BYTES) return;
  const bytes = events.reduce((total, event) => total + bytesOf(event), 0);
  if (bytes > MAX_APPEND_BYTES) throw new AppendTooLarge(stream, bytes);
};

const MAX_BYTES_OF_UNIT = 3;

/**
 * The same of events that are JSON already.
 *
 * @param lacking how many bytes each is shorter than with the names that its fields have here
 * @throws AppendTooLarge beyond MAX_APPEND_BYTES
 */
export const requireTextSize = (
  stream: string,
  events: readonly string[],
  lacking: number,
): void => {
  const sum = (measure: (text: string) => number): number =>
    events.reduce((total, text) => total + lacking + measure(text), 0);
  if (MAX_BYTES_OF_UNIT * sum(({ length }) => length) <= MAX_APPEND_BYTES) return;
  const bytes = sum((text) => Buffer.byteLength(text));
  if (bytes > MAX_APPEND_BYTES) throw new AppendTooLarge(stream, bytes);
};
