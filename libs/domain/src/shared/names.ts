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
  if (name.trim() === '') throw new ClusterError('ERROR_INVALID_PARAMETER', 'name: is empty');
  if (name !== name.trim())
    throw new ClusterError(
      'ERROR_INVALID_PARAMETER',
      `name: "${name}" starts or ends with a blank`,
    );
  if (name.length > MAX_NAME)
    throw new ClusterError('ERROR_INVALID_PARAMETER', `name: longer than ${MAX_NAME} characters`);
  if (hasControl(name))
    throw new ClusterError('ERROR_INVALID_PARAMETER', 'name: has a control character');
  if (isUuid(name))
    throw new ClusterError('ERROR_INVALID_PARAMETER', `name: "${name}" looks like an id`);
  return name;
};
