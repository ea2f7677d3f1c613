import { ABSENT_CONTAINER, type CryptoCheckpoint, type KeyId } from '#domain';
import { canonicalJson } from '#event-store';

/** The first line: nobody takes the file for that of Windows, whose format is not public. */
const MAGIC = 'Tidemark key container 1\n';

/** A sealed copy of a key container. */
export type SealedCopy = Readonly<{
  /** The id of the master key that opens it. */
  masterKey: string;
  bytes: Uint8Array;
}>;

/** The id of the sealed copy of the newest capture; undefined for an absent container. */
export const copyOf = ({ fingerprint, keys }: CryptoCheckpoint): KeyId | undefined =>
  fingerprint === ABSENT_CONTAINER ? undefined : (keys.at(-1) ?? undefined);

/** The first bytes of the file of a checkpoint: its magic, and a line of JSON. */
const headOf = (
  { type, provider, container, fingerprint }: CryptoCheckpoint,
  { key, masterKey }: Readonly<{ key: KeyId; masterKey: string }>,
): Buffer =>
  Buffer.from(
    `${MAGIC}${canonicalJson({ type, provider, container, fingerprint, key, masterKey })}\n`,
  );

/** The file of a crypto checkpoint: what is sealed stays sealed. */
export const containerFile = (
  checkpoint: CryptoCheckpoint,
  key: KeyId,
  { masterKey, bytes }: SealedCopy,
): Buffer => Buffer.concat([headOf(checkpoint, { key, masterKey }), bytes]);
