import { createHash, type Hash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';

/** The magic number of a skippable frame of zstd (RFC 8878, 3.1.2): decoders pass over the frame. */
const MAGIC = 0x184d2a5b;
const HEADER_BYTES = 8;
const HASH_BYTES = 32;

/** The bytes of a seal: header, then the sha-256 of all bytes before the seal. */
export const SEAL_BYTES = HEADER_BYTES + HASH_BYTES;

/** The seal for a file with this hash. */
export const sealOf = (hash: Uint8Array): Buffer => {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(MAGIC, 0);
  header.writeUInt32LE(HASH_BYTES, 4);
  return Buffer.concat([header, hash]);
};

/** The hash in a seal; undefined if the bytes are no seal. */
export const hashInSeal = (seal: Buffer): Buffer | undefined => {
  if (seal.length !== SEAL_BYTES) return undefined;
  const isSeal = seal.readUInt32LE(0) === MAGIC && seal.readUInt32LE(4) === HASH_BYTES;
  return isSeal ? seal.subarray(HEADER_BYTES) : undefined;
};

/** Passes bytes on, and appends the seal of all of them at the end. */
export class Sealing extends Transform {
  private readonly hash: Hash = createHash('sha256');

  override _transform(bytes: Buffer, _: BufferEncoding, done: TransformCallback): void {
    this.hash.update(bytes);
    done(undefined, bytes);
  }

  override _flush(done: TransformCallback): void {
    done(undefined, sealOf(this.hash.digest()));
  }
}
