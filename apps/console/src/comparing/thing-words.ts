/** Any JSON in a line: a text as it is; undefined where there is none. */
export const wordsOf = (content: unknown): string | undefined => {
  if (content === null || content === undefined) return undefined;
  if (typeof content === 'string') return content === '' ? '(empty)' : content;
  if (typeof content !== 'object') return JSON.stringify(content);
  if (Array.isArray(content))
    return content.length === 0 ? '(none)' : content.map(partOf).join(', ');
  return Object.entries(content)
    .map(([name, part]) => `${name} ${partOf(part)}`)
    .join(', ');
};

const partOf = (part: unknown): string => wordsOf(part) ?? 'nothing';
