/** An event that an append proposes. */
export type Proposed = Readonly<{
  id: string;
  type: string;
  isJson: boolean;
  data: Uint8Array;
  metadata: Uint8Array;
}>;

/** An event of the log. Its commit and its prepare position are the same number. */
export type LoggedEvent = Proposed &
  Readonly<{
    stream: string;
    revision: bigint;
    /** The byte offset of its record. */
    position: bigint;
    created: Date;
  }>;

/** The revision of the event that ends a tombstoned stream, and the `$tb` of a soft-deleted one. */
export const DELETED = 2n ** 63n - 1n;

/** The fixed bytes of a record: positions, flags, ids, time, lengths. */
const FIXED_BYTES = 88;

/** The bytes that an event takes in the log of a real server. */
export const recordSize = (stream: string, { type, data, metadata }: Proposed): bigint =>
  BigInt(FIXED_BYTES + textSize(stream) + textSize(type) + data.length + metadata.length);

/** The bytes of a text with its length prefix, which has seven bits a byte. */
const textSize = (text: string): number => {
  const bytes = Buffer.byteLength(text);
  return bytes + (bytes < 128 ? 1 : 2);
};
