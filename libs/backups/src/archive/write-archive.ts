import { createHash } from 'node:crypto';
import { type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';

import { canonicalJson, lineOf, LogDigest, type Recorded } from '#event-store';
import { pack, type Pack } from 'tar-stream';

import { COMPLETE, eventsEntry, LIMITS, MANIFEST, README, SUMS, WINDOWS } from './entries.js';
import { Sealing } from './seal.js';

/** The events of an archive: their number, and the hash of their lines. */
export type ArchivedEvents = Readonly<{ count: number; hash: string }>;

/** A file whose pieces are the same each time. */
export type ArchiveFile = Readonly<{ name: string; pieces: () => Iterable<Uint8Array> }>;

/** The content of an archive. */
export type ArchiveContent = Readonly<{
  /** The time of all entries, so that equal contents make equal archives. */
  takenAt: Date;
  readme: string;
  /** All events up to the cut, in the order of the log. */
  events: AsyncIterable<Recorded>;
  /** The manifest; asked for once the events are written. */
  manifest: (events: ArchivedEvents) => object;
  /** The files of Windows but the last one, by their names below its folder; asked for after that. */
  windows: () => Iterable<ArchiveFile>;
}>;

/**
 * Writes an archive: a tar file in a zstd frame, and the seal. It takes the same memory for any number
 * of events. Ends the stream.
 */
export const writeArchive = async (out: Writable, content: ArchiveContent): Promise<void> => {
  const tar = pack();
  const params = { [constants.ZSTD_c_checksumFlag]: 1 };
  const written = pipeline(tar, createZstdCompress({ params }), new Sealing(), out);
  const filled = fill(new Entries(tar, content.takenAt), content).catch((error: unknown) => {
    tar.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  });
  const [fate] = await Promise.allSettled([filled, written]);
  if (fate.status === 'rejected') throw fate.reason;
  await written;
};

const fill = async (
  entries: Entries,
  { readme, events, manifest, windows }: ArchiveContent,
): Promise<void> => {
  await entries.add(README, Buffer.from(readme));
  const digest = new LogDigest();
  let number = 0;
  for await (const file of filesOf(events, digest)) {
    number += 1;
    await entries.add(eventsEntry(number), file);
  }
  const { count, text: hash } = digest;
  await entries.add(MANIFEST, Buffer.from(`${canonicalJson(manifest({ count, hash }))}\n`));
  await entries.add(SUMS, Buffer.from(entries.sums));
  for (const { name, pieces } of windows()) await entries.stream(`${WINDOWS}${name}`, pieces);
  await entries.add(COMPLETE, Buffer.alloc(0));
  entries.end();
};

/** The contents of the files of events. */
async function* filesOf(events: AsyncIterable<Recorded>, digest: LogDigest): AsyncIterable<Buffer> {
  let lines: string[] = [];
  let size = 0;
  for await (const recorded of events) {
    const line = lineOf(recorded);
    digest.add(line);
    lines.push(line);
    size += line.length + 1;
    if (size < LIMITS.fullEvents) continue;
    yield fileOf(lines);
    [lines, size] = [[], 0];
  }
  if (lines.length > 0) yield fileOf(lines);
}

const fileOf = (lines: readonly string[]): Buffer => Buffer.from(`${lines.join('\n')}\n`);

/** The entries of a tar file, and the sums of those so far. */
class Entries {
  private readonly lines: string[] = [];

  constructor(
    private readonly tar: Pack,
    private readonly mtime: Date,
  ) {}

  /** The content of the file of sums, as `sha256sum` prints it. */
  get sums(): string {
    return this.lines.join('');
  }

  /** Resolves when the entry is taken: no more than one waits in memory. */
  async add(name: string, content: Buffer): Promise<void> {
    this.lines.push(`${createHash('sha256').update(content).digest('hex')}  ${name}\n`);
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const mode = 0o600;
    this.tar.entry({ name, mode, mtime: this.mtime }, content, (error) => {
      if (error) reject(error);
      else resolve(undefined);
    });
    await promise;
  }

  /** The same in pieces, which are made twice: first for the size that stands before them. */
  async stream(name: string, pieces: () => Iterable<Uint8Array>): Promise<void> {
    let size = 0;
    for (const piece of pieces()) size += piece.length;
    const mode = 0o600;
    await pipeline(pieces(), this.tar.entry({ name, size, mode, mtime: this.mtime }));
  }

  end(): void {
    this.tar.finalize();
  }
}
