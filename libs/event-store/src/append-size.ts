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
