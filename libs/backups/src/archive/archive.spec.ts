import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { lineOf, LogDigest, toPosition, type Recorded } from '#event-store';

import { ArchiveDamaged } from './archive-damaged.js';
import { type ArchivePart } from './entry-sequence.js';
import { checkSeal, readArchive } from './read-archive.js';
import { SEAL_BYTES } from './seal.js';
import { type ArchiveFile } from './backup-content.js';
import { writeArchive } from './write-archive.js';

const recordedAt = new Date('2026-11-30T03:00:00.000Z');

const event = (number: number, text = 'x'): Recorded => ({
  id: `event ${number}`,
  event: { type: 'Happened', data: { text, number } },
  stream: `test.node-${number % 3}`,
  revision: BigInt(Math.floor(number / 3)),
  position: toPosition(BigInt(number)),
  recordedAt: new Date(recordedAt.getTime() + number),
  schema: 1,
  metadata: {
    actor: 'ann',
    authentication: 'none',
    command: { id: 'c', type: 'Test' },
    operation: 'o',
    causation: 'c',
  },
});

const events = (count: number, text?: string): readonly Recorded[] =>
  Array.from({ length: count }, (_, index) => event(index + 1, text));

let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-archive-'));
});

beforeEach(() => {
  file = join(folder, 'backup.tar.zst');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const WINDOWS_FILES: readonly ArchiveFile[] = [
  { name: 'app/00000001.CPT', pieces: () => [Buffer.from('one '), Buffer.from('hive')] },
  { name: 'app/00000001.CPR', pieces: () => [] },
  { name: 'chk0012.tmp', pieces: () => [Buffer.alloc(70_000, 7)] },
];

const write = (
  log: readonly Recorded[],
  to = file,
  windows: typeof WINDOWS_FILES = [],
): Promise<void> =>
  writeArchive(createWriteStream(to), {
    takenAt: recordedAt,
    readme: 'A backup.\n',
    events: (async function* () {
      yield* log;
    })(),
    manifest: (found) => ({ name: 'nightly', found }),
    windows: () => windows,
  });

const threeTimes = (text: string): readonly string[] => [text, text, text];

const read = async (from = file): Promise<readonly ArchivePart[]> => {
  const parts: ArchivePart[] = [];
  for await (const part of readArchive(from, await checkSeal(from))) parts.push(part);
  return parts;
};

const recordsIn = (parts: readonly ArchivePart[]): readonly Recorded[] =>
  parts.flatMap((part) => (part.type === 'events' ? part.records : []));

describe('an archive', () => {
  test('has the events that were written, and the manifest', async () => {
    const log = events(1000);
    await write(log);
    const parts = await read();
    expect(recordsIn(parts)).toEqual(log);
    const digest = new LogDigest();
    for (const recorded of log) digest.add(lineOf(recorded));
    const found = { count: 1000, hash: digest.text };
    expect(parts.at(-1)).toEqual({
      type: 'manifest',
      events: found,
      manifest: { name: 'nightly', found },
    });
  });

  test('has several files of many events, of which one at a time is read', async () => {
    const log = events(300, 'y'.repeat(50_000));
    await write(log);
    const parts = await read();
    expect(parts.map(({ type }) => type)).toEqual([
      'events',
      'events',
      'events',
      'events',
      'manifest',
    ]);
    expect(recordsIn(parts)).toEqual(log);
  });

  test('has the files of Windows behind the manifest, in pieces', async () => {
    await write(events(3), file, WINDOWS_FILES);
    const parts = await read();
    expect(parts.map(({ type }) => type)).toEqual(['events', 'manifest', ...threeTimes('windows')]);
    expect(parts.flatMap((part) => (part.type === 'windows' ? [part] : []))).toEqual(
      WINDOWS_FILES.map(({ name, pieces }) => ({
        ...{ type: 'windows', name, content: Buffer.concat([...pieces()]) },
      })),
    );
  });

  test.each(['app/1.CPT', '../00000001.CPT', 'chk001g.tmp', 'a/b/00000001.CPT', 'other'])(
    'has no file %s of Windows',
    async (name) => {
      await write(events(3), file, [{ name, pieces: () => [] }]);
      await expect(read()).rejects.toThrow(
        `expected windows/Clusbackup.dat, found windows/${name}`,
      );
    },
  );

  test('of no event has a manifest alone', async () => {
    await write([]);
    expect((await read()).map(({ type }) => type)).toEqual(['manifest']);
  });

  test('of the same content has the same bytes', async () => {
    const other = join(folder, 'other.tar.zst');
    await write(events(50));
    await write(events(50), other);
    expect(await readFile(file)).toEqual(await readFile(other));
  });

  test('is a tar file in zstd frames, which other programs read', async () => {
    await write(events(10));
    const plain = zstdDecompressSync(await readFile(file));
    const names = execFileSync('tar', ['t'], { input: plain, encoding: 'utf8' }).split('\n');
    expect(names).toEqual([
      ...['README.txt', 'events/00000001.jsonl', 'manifest.json', 'SHA256'],
      ...['windows/Clusbackup.dat', ''],
    ]);
  });
});

describe('a damaged archive is never taken for a whole one', () => {
  let whole: Buffer;

  beforeAll(async () => {
    file = join(folder, 'backup.tar.zst');
    await write(events(20));
    whole = await readFile(file);
  });

  test('with any byte flipped', async () => {
    for (let at = 0; at < whole.length; at += 1) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
      await writeFile(file, bytes);
      expect([at, await read().catch((error: unknown) => error)]).toEqual([
        at,
        expect.any(ArchiveDamaged),
      ]);
    }
  });

  test('with its end cut off anywhere', async () => {
    await writeFile(file, whole);
    for (let length = whole.length - 1; length >= 0; length -= 7) {
      await truncate(file, length);
      expect([length, await read().catch((error: unknown) => error)]).toEqual([
        length,
        expect.any(ArchiveDamaged),
      ]);
    }
  });

  test('with bytes behind its end', async () => {
    await writeFile(file, Buffer.concat([whole, whole.subarray(-SEAL_BYTES)]));
    await expect(read()).rejects.toThrow(ArchiveDamaged);
  });
});
