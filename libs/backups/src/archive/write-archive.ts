import { type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';

import { pack, type Pack } from 'tar-stream';

import { fillBackup, type BackupContent, type EntrySink } from './backup-content.js';
import { Sealing } from './seal.js';

/**
 * Writes an archive: a tar file in a zstd frame, and the seal. It takes the same memory for any number
 * of events. Ends the stream.
 */
export const writeArchive = async (out: Writable, content: BackupContent): Promise<void> => {
  const tar = pack();
  const params = { [constants.ZSTD_c_checksumFlag]: 1 };
  const written = pipeline(tar, createZstdCompress({ params }), new Sealing(), out);
  const filled = fillTar(tar, content).catch((error: unknown) => {
    tar.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  });
  const [fate] = await Promise.allSettled([filled, written]);
  if (fate.status === 'rejected') throw fate.reason;
  await written;
};

const fillTar = async (tar: Pack, content: BackupContent): Promise<void> => {
  await fillBackup(new TarEntries(tar, content.takenAt), content);
  tar.finalize();
};

const ONLY_OWNER = 0o600;

/** The entries of a tar file. */
class TarEntries implements EntrySink {
  constructor(
    private readonly tar: Pack,
    private readonly mtime: Date,
  ) {}

  async add(name: string, content: Buffer): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    this.tar.entry({ name, mode: ONLY_OWNER, mtime: this.mtime }, content, (error) => {
      if (error) reject(error);
      else resolve(undefined);
    });
    await promise;
  }

  /** The size stands before the content, so that the pieces are made twice. */
  async stream(name: string, pieces: () => Iterable<Uint8Array>): Promise<void> {
    let size = 0;
    for (const piece of pieces()) size += piece.length;
    const head = { name, size, mode: ONLY_OWNER, mtime: this.mtime };
    await pipeline(pieces(), this.tar.entry(head));
  }
}
