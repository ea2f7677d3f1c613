/** JSON with maps and sets as sorted lists, so that equal content has equal text. */
export const plainText = (content: unknown): string => JSON.stringify(content ?? null, plain);

const plain = (_: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Map) return [...(value as Map<string, unknown>)].toSorted(byFirst);
  if (value instanceof Set) return [...(value as Set<string>)].toSorted();
  return isPlainObject(value) ? Object.fromEntries(Object.entries(value).toSorted(byFirst)) : value;
};

const isPlainObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const byFirst = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? -1 : Number(one > other);

/** The characters before the first difference that a text shows, and all that it shows. */
const [BEFORE, SHOWN] = [40, 200];

/** The parts of two texts around their first difference. */
export const differingParts = (
  expected: string,
  found: string,
): Readonly<{ expected: string; found: string }> => {
  let at = 0;
  while (at < expected.length && expected[at] === found[at]) at += 1;
  const from = Math.max(0, at - BEFORE);
  const part = (text: string): string => `${from > 0 ? '…' : ''}${text.slice(from, from + SHOWN)}`;
  return { expected: part(expected), found: part(found) };
};
