import { createHash } from 'node:crypto';

/**
 * The name-based UUID of a name in a namespace: the same arguments give the same id.
 *
 * @param namespace a UUID
 * @see RFC 9562, version 5
 */
export const uuidV5 = (namespace: string, name: string): string => {
  const hash = createHash('sha1').update(Buffer.from(namespace.replaceAll('-', ''), 'hex'));
  const bytes = hash.update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
};

/**
 * The id of an event: derived, so that an append whose answer was lost can be recognised.
 *
 * @param command the id of the command or operation that writes it
 * @param revision the place it is written to
 */
export const eventId = (
  command: string,
  { stream, revision, type }: Readonly<{ stream: string; revision: bigint; type: string }>,
): string => uuidV5(command, `${stream}@${String(revision)}:${type}`);
