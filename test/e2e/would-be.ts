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
    return Object.fromEntries(
      fields.map(([name, field]) => [numbered(name), inOrder(name, plain(field))]),
    );
  };
  return [...before, ...answers].map(plain).slice(before.length);
};

/**
 * The same for answers whose order may depend on ids, such as that of captures for one edit: as texts
 * without ids, in the order of the texts.
 */
export const unordered = (answers: readonly Json[]): readonly string[] =>
  comparable(answers)
    .map((answer) => JSON.stringify(answer).replaceAll(/#\d+/g, '#'))
    .toSorted();

/** Hazards of several checkpoints come in the order of the ids. */
const inOrder = (name: string, value: unknown): unknown =>
  name === 'hazards' && Array.isArray(value)
    ? value.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
    : value;
