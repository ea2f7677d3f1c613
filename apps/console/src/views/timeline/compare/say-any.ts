/** Any JSON as a short text: `null` is `nothing`, a list its items, an object its fields. */
export const sayAny = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map(sayAny).join(', ') || 'none';
  return value instanceof Object ? sayFields(value) : sayRest(value);
};

/** A number, or the absence of anything. */
const sayRest = (value: unknown): string => (typeof value === 'number' ? String(value) : 'nothing');

const sayFields = (value: object): string =>
  Object.entries(value)
    .map(([name, field]) => `${name}: ${sayAny(field)}`)
    .join(', ');
