import { AppendTooLarge, MAX_APPEND_BYTES } from './event-store.js';
import { type NewEvent } from './recorded.js';

/** The greatest number of bytes of JSON for one UTF-16 unit: `\u0000`. */
const MAX_BYTES_PER_UNIT = 6;
/** The allowance for a value that is not text: more than any number, and the separator after it. */
const UNITS_PER_VALUE = 32;

/**
 * An upper bound of the UTF-16 units of a value as JSON. It takes less time than writing the JSON.
 */
const countUnits = (value: unknown): number => {
  if (typeof value === 'string') return UNITS_PER_VALUE + value.length;
  if (typeof value !== 'object' || value === null) return UNITS_PER_VALUE;
  let sum = UNITS_PER_VALUE;
  if (Array.isArray(value)) for (const item of value) sum += countUnits(item);
  else for (const [key, item] of Object.entries(value)) sum += key.length + countUnits(item);
  return sum;
};

const bytesOf = ({ id, type, data, metadata }: NewEvent): number =>
  Buffer.byteLength(JSON.stringify({ id, type, data, metadata }));

/**
 * Refuses an append that is too large for every store.
 *
 * @throws AppendTooLarge beyond MAX_APPEND_BYTES
 */
export const requireSize = (stream: string, events: readonly NewEvent[]): void => {
  let sum = 0;
  for (const { data, metadata } of events) sum += countUnits(data) + countUnits(metadata);
  if (sum * MAX_BYTES_PER_UNIT <= MAX_APPEND_BYTES) return;
  const bytes = events.reduce((total, event) => total + bytesOf(event), 0);
  if (bytes > MAX_APPEND_BYTES) throw new AppendTooLarge(stream, bytes);
};

const MAX_BYTES_OF_UNIT = 3;

/**
 * Refuses an append of events that are already JSON, if it is too large for every store.
 *
 * @param lacking the number of bytes that each event is shorter than with full field names
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
