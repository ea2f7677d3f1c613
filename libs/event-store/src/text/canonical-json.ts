/**
 * JSON with the members of every object in the order of their names' UTF-16 units. Equal values
 * give the same text, whatever order a store keeps members in.
 */
export const canonicalJson = (value: unknown): string => {
  if (value === undefined) return 'null';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return Array.isArray(value)
    ? `[${value.map(canonicalJson).join()}]`
    : `{${membersOf(value as Readonly<Record<string, unknown>>)}}`;
};

/** A plain loop, for speed: a log has many objects. */
const membersOf = (value: Readonly<Record<string, unknown>>): string => {
  let text = '';
  for (const name of Object.keys(value).sort()) {
    const member = value[name];
    if (member === undefined) continue;
    if (text !== '') text += ',';
    text += `${JSON.stringify(name)}:${canonicalJson(member)}`;
  }
  return text;
};
