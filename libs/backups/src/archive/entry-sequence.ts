import { createHash } from 'node:crypto';

import { LogDigest, reasonOf, type Recorded } from '#event-store';

import { ArchiveDamaged } from './archive-damaged.js';
import { type ArchivedEvents } from './backup-content.js';
import {
  COMPLETE,
  eventsEntry,
  isWindowsFile,
  LIMITS,
  MANIFEST,
  README,
  SUMS,
  WINDOWS,
} from './entries.js';
import { eventOf } from './event-lines.js';

/** A part of an archive, in order: events, the manifest, the files of Windows but the last. */
export type ArchivePart =
  | Readonly<{ type: 'events'; records: readonly Recorded[] }>
  /** @param manifest not checked; `events` are those that were read */
  | Readonly<{ type: 'manifest'; manifest: unknown; events: ArchivedEvents }>
  /** @param name below the folder of Windows' files */
  | Readonly<{ type: 'windows'; name: string; content: Buffer }>;

/** An entry of a backup: the head and the bytes of a file. */
export type Entry = AsyncIterable<unknown> &
  Readonly<{ header: Readonly<{ name: string; size: number; type?: string | null | undefined }> }>;

/** Takes the entries of a backup in their order, and checks the sequence, the sizes and the sums. */
export class EntrySequence {
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
    if (type !== 'file')
      throw new ArchiveDamaged({ entry: name }, 'a file', type ?? 'something else');
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
    if (isAfterSums(before) && isInWindows(name)) return 'windows';
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

const isInWindows = (name: string): boolean =>
  name.startsWith(WINDOWS) && isWindowsFile(name.slice(WINDOWS.length));

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
