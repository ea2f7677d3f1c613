import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createZstdDecompress } from 'node:zlib';

import { reasonOf } from '#event-store';
import { extract } from 'tar-stream';

import { ArchiveDamaged } from './archive-damaged.js';
import { EntrySequence, type ArchivePart } from './entry-sequence.js';
import { hashInSeal, SEAL_BYTES } from './seal.js';

/**
 * Compares the bytes of an archive with its seal.
 *
 * @returns the number of bytes before the seal
 * @throws ArchiveDamaged if a byte is another one, or bytes are missing
 */
export const checkSeal = async (
  file: string,
  pause?: () => Promise<void> | undefined,
): Promise<number> => {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const length = Math.max(0, size - SEAL_BYTES);
    const seal = Buffer.alloc(Math.min(size, SEAL_BYTES));
    await handle.read(seal, 0, seal.length, length);
    const wanted = hashInSeal(seal);
    if (wanted === undefined)
      throw new ArchiveDamaged({ byte: length }, 'the seal at the end', 'other bytes');
    const hash = createHash('sha256');
    if (length > 0)
      for await (const bytes of handle.createReadStream({
        start: 0,
        end: length - 1,
        autoClose: false,
      })) {
        hash.update(bytes as Buffer);
        await pause?.();
      }
    const found = hash.digest();
    if (!found.equals(wanted))
      throw new ArchiveDamaged({}, `sha-256 ${wanted.toString('hex')}`, found.toString('hex'));
    return length;
  } finally {
    await handle.close();
  }
};

/**
 * The content of an archive. It takes the same memory for any size.
 *
 * @param length the number of bytes before the seal; undefined for a file without a right seal
 * @throws ArchiveDamaged if the content is not in the form of an archive
 */
export async function* readArchive(
  file: string,
  length: number | undefined,
): AsyncGenerator<ArchivePart> {
  if (length === 0) throw new ArchiveDamaged({ byte: 0 }, 'a zstd frame', 'nothing');
  const bytes = createReadStream(file, { ...(length !== undefined && { end: length - 1 }) });
  const plain = createZstdDecompress();
  const tar = extract();
  bytes.once('error', (error) => plain.destroy(error));
  plain.once('error', (error) => {
    tar.destroy(error);
  });
  bytes.pipe(plain).pipe(tar);
  const content = new EntrySequence();
  try {
    for await (const entry of tar) yield* content.take(entry);
    content.requireEnd();
  } catch (error) {
    if (error instanceof ArchiveDamaged) throw error;
    const place = { ...content.place, byte: bytes.bytesRead };
    throw new ArchiveDamaged(place, 'a tar file in a zstd frame', reasonOf(error));
  } finally {
    for (const stream of [bytes, plain, tar]) stream.destroy();
  }
}
