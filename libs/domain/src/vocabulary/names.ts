import { ClusterError } from '#clusapi';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Long enough for every name of the field; a display name of Windows stays far below. */
const MAX_NAME = 255;
const FIRST_PRINTABLE = 0x20;

/** Whether a text is an id; names never are, so that an address is never ambiguous. */
export const isUuid = (text: string): boolean => UUID.test(text);

const hasControl = (name: string): boolean =>
  Array.from(name).some((character) => (character.codePointAt(0) ?? 0) < FIRST_PRINTABLE);

/**
 * The name of a node, group, resource or type, as it was given.
 *
 * @throws ClusterError ERROR_INVALID_PARAMETER when it can't be one
 */
export const parseName = (name: string): string => {
  const fault = faultOf(name);
  if (fault === undefined) return name;
  throw new ClusterError('ERROR_INVALID_PARAMETER', fault, { field: 'name' });
};

/** Why a text is no name; undefined when it is one. It travels in URLs, so it is whole Unicode. */
const faultOf = (name: string): string | undefined => {
  if (name.trim() === '') return 'is empty';
  if (name !== name.trim()) return `"${name}" starts or ends with a blank`;
  if (name.length > MAX_NAME) return `longer than ${MAX_NAME} characters`;
  if (hasControl(name)) return 'has a control character';
  if (!name.isWellFormed()) return 'has half of a surrogate pair';
  return isUuid(name) ? `"${name}" looks like an id` : undefined;
};
