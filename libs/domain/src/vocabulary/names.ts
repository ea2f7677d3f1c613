import { ClusterError } from '#clusapi';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** The greatest length of a name, in UTF-16 code units; longer than any display name of Windows. */
const MAX_NAME = 255;
const FIRST_PRINTABLE = 0x20;

/** True for an id. A name never has this form, so an address is never ambiguous. */
export const isUuid = (text: string): boolean => UUID.test(text);

const hasControl = (name: string): boolean =>
  Array.from(name).some((character) => (character.codePointAt(0) ?? 0) < FIRST_PRINTABLE);

/**
 * Checks the name of a node, group, resource or type, and returns it unchanged.
 *
 * @throws ClusterError ERROR_INVALID_PARAMETER for a text that can't be a name
 */
export const parseName = (name: string): string => {
  const fault = faultOf(name);
  if (fault === undefined) return name;
  throw new ClusterError('ERROR_INVALID_PARAMETER', fault, { field: 'name' });
};

/**
 * The fault of a text as a name; undefined for a valid name. Names travel in URLs, so half of a
 * surrogate pair is a fault.
 */
const faultOf = (name: string): string | undefined => {
  if (name.trim() === '') return 'is empty';
  if (name !== name.trim()) return `"${name}" starts or ends with a blank`;
  if (name.length > MAX_NAME) return `longer than ${MAX_NAME} characters`;
  if (hasControl(name)) return 'has a control character';
  if (!name.isWellFormed()) return 'has half of a surrogate pair';
  return isUuid(name) ? `"${name}" looks like an id` : undefined;
};
