import { createHash } from 'node:crypto';

import { canonicalJson, lineOf, LogDigest, type Recorded } from '#event-store';

import { COMPLETE, eventsEntry, LIMITS, MANIFEST, README, SUMS, WINDOWS } from './entries.js';

/** The events of a backup: their number, and the hash of their lines. */
export type ArchivedEvents = Readonly<{ count: number; hash: string }>;

/** A file whose pieces are the same each time. */
export type ArchiveFile = Readonly<{ name: string; pieces: () => Iterable<Uint8Array> }>;

/** The content of a backup. */
export type BackupContent = Readonly<{
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

/** A place for the entries of a backup, which come one after the other. */
export type EntrySink = Readonly<{
  /** Resolves when the entry is taken: no more than one waits in memory. */
  add: (name: string, content: Buffer) => Promise<void>;
  /** The same in pieces, which may be made twice. */
  stream: (name: string, pieces: () => Iterable<Uint8Array>) => Promise<void>;
}>;

/** Puts the entries of a backup into their place, the one that marks it as complete last. */
export const fillBackup = async (
  sink: EntrySink,
  { readme, events, manifest, windows }: BackupContent,
): Promise<void> => {
  const sums: string[] = [];
  const add = async (name: string, content: Buffer): Promise<void> => {
    sums.push(`${createHash('sha256').update(content).digest('hex')}  ${name}\n`);
    await sink.add(name, content);
  };
  await add(README, Buffer.from(readme));
  const digest = new LogDigest();
  let number = 0;
  for await (const file of filesOf(events, digest)) {
    number += 1;
    await add(eventsEntry(number), file);
  }
  const { count, text: hash } = digest;
  await add(MANIFEST, Buffer.from(`${canonicalJson(manifest({ count, hash }))}\n`));
  await sink.add(SUMS, Buffer.from(sums.join('')));
  for (const { name, pieces } of windows()) await sink.stream(`${WINDOWS}${name}`, pieces);
  await sink.add(COMPLETE, Buffer.alloc(0));
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
