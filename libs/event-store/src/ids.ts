import { hash } from 'node:crypto';

const NAMESPACE_BYTES = 16;
const MAX_BYTES_OF_UNIT = 3;
/** The hexadecimal digits with the two bits of the variant set, by the original digit. */
const VARIANT = '89ab89ab89ab89ab';

/** The buffer of the hashed bytes. It is reused, because every event needs an id. */
let buffer = Buffer.alloc(1024);

/**
 * The name-based UUID of a name in a namespace: the same arguments give the same id.
 *
 * @param namespace a UUID
 * @see RFC 9562, version 5
 */
export const uuidV5 = (namespace: string, name: string): string => {
  const most = NAMESPACE_BYTES + name.length * MAX_BYTES_OF_UNIT;
  if (most > buffer.length) buffer = Buffer.alloc(most);
  buffer.write(namespace.replaceAll('-', ''), 'hex');
  const end = NAMESPACE_BYTES + buffer.write(name, NAMESPACE_BYTES);
  const hex = hash('sha1', buffer.subarray(0, end));
  const variant = VARIANT.charAt(Number.parseInt(hex.charAt(16), 16));
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/**
 * The derived id of an event. A repeated append gives the same ids, so that the store recognises
 * it.
 *
 * @param command the id of the command or operation that writes the event
 * @param revision the revision that the event will have
 */
export const eventId = (
  command: string,
  { stream, revision, type }: Readonly<{ stream: string; revision: bigint; type: string }>,
): string => uuidV5(command, `${stream}@${String(revision)}:${type}`);
