import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createZstdDecompress } from 'node:zlib';

import { reasonOf, LogDigest, type Recorded } from '#event-store';
import { extract, type Header } from 'tar-stream';

import { ArchiveDamaged } from './archive-damaged.js';
import { COMPLETE, eventsEntry, LIMITS, MANIFEST, README, SUMS, WINDOWS } from './entries.js';
import { eventOf } from './event-lines.js';
import { hashInSeal, SEAL_BYTES } from './seal.js';
import { type ArchivedEvents } from './write-archive.js';

/** A part of an archive, in order: events, the manifest, the files of Windows but the last. */
export type ArchivePart =
  | Readonly<{ type: 'events'; records: readonly Recorded[] }>
  /** @param manifest not checked; `events` are those that were read */
  | Readonly<{ type: 'manifest'; manifest: unknown; events: ArchivedEvents }>
  /** @param name below the folder of Windows' files */
  | Readonly<{ type: 'windows'; name: string; content: Buffer }>;

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
  const content = new Content();
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

/** An entry of a tar file. */
type Entry = AsyncIterable<unknown> & Readonly<{ header: Header }>;

/** The sequence of entries. */
class Content {
  private readonly digest = new LogDigest();
  private readonly sums: string[] = [];
  private files = 0;
  private last: string | undefined;

  /** The entry that is read. */
  get place(): Readonly<{ entry?: string }> {
    return this.last === undefined ? {} : { entry: this.last };
  }

  async *take(entry: Entry): AsyncGenerator<ArchivePart> {
    const { name, type } = entry.header;
    const before = this.last;
    this.last = name;
    if (type !== 'file') throw new ArchiveDamaged({ entry: name }, 'a file', type);
    const kind = this.kindOf(name, before);
    const content = await contentOf(entry, LIMITS_OF[kind]);
    if (kind === 'sums') this.checkSums(content);
    if (kind === 'windows') yield { type: 'windows', name: name.slice(WINDOWS.length), content };
    this.sums.push(`${createHash('sha256').update(content).digest('hex')}  ${name}\n`);
    if (kind === 'events') yield { type: 'events', records: this.eventsIn(name, content) };
    if (kind === 'manifest') yield this.manifestIn(content);
  }

  /** @throws ArchiveDamaged unless the last entry is that of a complete archive */
  requireEnd(): void {
    if (this.last !== COMPLETE)
      throw new ArchiveDamaged(this.place, `${COMPLETE} as the last entry`, this.last ?? 'nothing');
  }

  /** @throws ArchiveDamaged for an entry that is not the next one */
  private kindOf(name: string, before: string | undefined): Kind {
    if (isAfterSums(before) && WINDOWS_FILE.test(name)) return 'windows';
    const wanted = this.following(before);
    const kind = wanted.get(name);
    if (kind === undefined) {
      const expected = [...wanted.keys()].join(' or ') || 'the end';
      throw new ArchiveDamaged({ entry: name }, expected, name);
    }
    if (kind === 'events') this.files += 1;
    return kind;
  }

  /** The entries that may follow another one, with their kinds. */
  private following(before: string | undefined): ReadonlyMap<string, Kind> {
    switch (before) {
      case undefined:
        return new Map([[README, 'readme']]);
      case MANIFEST:
        return new Map([[SUMS, 'sums']]);
      case COMPLETE:
        return new Map();
      default:
        if (isAfterSums(before)) return new Map([[COMPLETE, 'empty']]);
        return new Map([
          [eventsEntry(this.files + 1), 'events'],
          [MANIFEST, 'manifest'],
        ]);
    }
  }

  private checkSums(content: Buffer): void {
    const wanted = content.toString().split('\n');
    for (const [index, sum] of this.sums.entries())
      if (`${wanted[index] ?? ''}\n` !== sum)
        throw new ArchiveDamaged(
          { entry: sum.slice(66, -1) },
          wanted[index] ?? 'no sum',
          sum.trim(),
        );
    if (wanted.length !== this.sums.length + 1)
      throw new ArchiveDamaged(
        { entry: SUMS },
        `${this.sums.length} lines`,
        `${wanted.length - 1}`,
      );
  }

  private eventsIn(entry: string, content: Buffer): readonly Recorded[] {
    const lines = content.toString().split('\n');
    if (lines.pop() !== '') throw new ArchiveDamaged({ entry }, 'a line feed at the end', 'none');
    return lines.map((text, index) => {
      const recorded = eventOf(text, this.digest.count + 1, { entry, line: index + 1 });
      this.digest.add(text);
      return recorded;
    });
  }

  private manifestIn(content: Buffer): ArchivePart {
    const { count, text: hash } = this.digest;
    return { type: 'manifest', manifest: jsonIn(MANIFEST, content), events: { count, hash } };
  }
}

/** True for the file of sums, and the files of Windows, which follow it. */
const isAfterSums = (name: string | undefined): boolean =>
  name === SUMS || (name !== COMPLETE && name?.startsWith(WINDOWS) === true);

/** The names of the files of Windows but the last. */
const WINDOWS_FILE = /^windows\/(?:chk[0-9a-f]{4}\.tmp|[\w-]+\/\d{8}\.CP[TR])$/;

type Kind = keyof typeof LIMITS_OF;

const LIMITS_OF = {
  readme: LIMITS.readme,
  events: LIMITS.events,
  manifest: LIMITS.manifest,
  sums: LIMITS.sums,
  windows: LIMITS.windows,
  empty: 0,
} as const;

/** @throws ArchiveDamaged if the entry is longer than an entry of its kind can be */
const contentOf = async (entry: Entry, limit: number): Promise<Buffer> => {
  const { name, size } = entry.header;
  if (size > limit) throw new ArchiveDamaged({ entry: name }, `at most ${limit} bytes`, `${size}`);
  const pieces: Uint8Array[] = [];
  for await (const piece of entry) pieces.push(piece as Uint8Array);
  return Buffer.concat(pieces);
};

const jsonIn = (entry: string, content: Buffer): unknown => {
  try {
    return JSON.parse(content.toString());
  } catch (error) {
    throw new ArchiveDamaged({ entry }, 'JSON', reasonOf(error));
  }
};
