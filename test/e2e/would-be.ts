import { type Json } from './tidemark.js';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Fields that differ between what would happen and what happens. */
const LEFT_OUT = new Set([
  ...['position', 'recordedAt', 'clockWentBack', 'source', 'request'],
  ...['startedAt', 'endedAt', 'duration', 'at'],
]);

/**
 * Answers as they can be compared with others: without times and positions, and with a number for
 * each id, in the order in which the ids first appear.
 *
 * @param before answers before both, whose ids get the same numbers
 */
export const comparable = (answers: readonly Json[], before: readonly Json[] = []): unknown[] => {
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
  return [...before, ...answers].map(plain).slice(before.length);
};
