import { type Json } from './tidemark.js';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const HASH = /^[0-9a-f]{64}$/;

/**
 * Events as they can be compared with others: without times and positions, and with a number for
 * each id, in the order in which the ids first appear.
 *
 * @param before events before both, whose ids get the same numbers
 */
export const comparable = (events: readonly Json[], before: readonly Json[] = []): unknown[] => {
  const ids = new Map<string, string>();
  const numbered = (text: string): string =>
    text.replaceAll(UUID, (id) => {
      const known = ids.get(id) ?? `#${ids.size}`;
      ids.set(id, known);
      return known;
    });
  const plain = (value: unknown): unknown => {
    if (typeof value === 'string') return numbered(value);
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value !== 'object' || value === null) return value;
    const fields = Object.entries(value).filter(([name]) => !LEFT_OUT.has(name));
    return Object.fromEntries(fields.map(([name, field]) => [numbered(name), plain(field)]));
  };
  const all = [...before, ...events].map((event) => plain(withoutRequest(event)));
  return all.slice(before.length);
};

/** Fields that differ between what would happen and what happens. */
const LEFT_OUT = new Set(['position', 'recordedAt', 'clockWentBack', 'source']);

/** The event without the hash of the request, which has other bytes in a what-if. */
const withoutRequest = ({ command, ...event }: Json): Json => {
  const { request, ...rest } = command as Json;
  if (request !== undefined && !HASH.test(String(request)) && request !== '')
    throw new Error(`no hash of a request: ${String(request)}`);
  return { ...event, command: rest };
};
