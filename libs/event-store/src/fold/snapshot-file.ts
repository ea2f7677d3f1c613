import { createHash, type Hash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';

import { toPosition, type Position } from '../recorded.js';

/** The log and the position of a snapshot, and the version of its format. */
export type SnapshotHead = Readonly<{
  version: number;
  cluster: string;
  position: Position;
  /** The id of the event at that position. Another log has another event there. */
  event: string;
  /** The stream of that event; absent in older snapshots. */
  stream?: string;
  revision?: bigint;
  /** The id of the log; absent in older snapshots. */
  log?: string;
}>;

/** A snapshot that can't be used, with the reason. */
export class BadSnapshot extends Error {
  override readonly name = 'BadSnapshot';

  /** True for a whole file of another version of this program. */
  readonly isOfOtherVersion: boolean;

  constructor(message: string, options: ErrorOptions & { isOfOtherVersion?: boolean } = {}) {
    super(message, options);
    this.isOfOtherVersion = options.isOfOtherVersion ?? false;
  }
}

const CHUNK = 1024 * 1024;
const NEWLINE = '\n';

type HeadLine = Omit<SnapshotHead, 'position' | 'revision'> &
  Readonly<{ position: string; revision?: string }>;

/**
 * Writes a snapshot to a new file, and replaces the old file when the new one is complete and on
 * disk.
 *
 * @param pause called after every line; it may take long
 */
export const writeSnapshot = async (
  file: string,
  { head, lines }: Readonly<{ head: SnapshotHead; lines: Iterable<string> }>,
  pause: () => Promise<void> | undefined,
): Promise<void> => {
  const temporary = `${file}.new`;
  const handle = await open(temporary, 'w');
  try {
    const hash = createHash('sha256');
    let text = '';
    const add = (line: string): void => {
      hash.update(line).update(NEWLINE);
      text += line + NEWLINE;
    };
    add(JSON.stringify(lineOf(head)));
    for (const line of lines) {
      add(line);
      await pause();
      if (text.length < CHUNK) continue;
      await handle.appendFile(text);
      text = '';
    }
    await handle.appendFile(`${text}${JSON.stringify({ sha256: hash.digest('hex') })}${NEWLINE}`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
};

/**
 * Reads a snapshot; undefined if the file does not exist. The lines that `take` gets may be used
 * only after this function has returned.
 *
 * @throws BadSnapshot for a file of another form, or one that was cut or changed
 */
export const readSnapshot = (
  file: string,
  version: number,
  take: (line: string) => void,
): SnapshotHead | undefined => {
  const lines = readLines(file);
  if (lines === undefined) return undefined;
  const hash = createHash('sha256');
  let head: SnapshotHead | undefined;
  let last: string | undefined;
  for (const line of lines) {
    if (last !== undefined) {
      hash.update(last).update(NEWLINE);
      if (head === undefined) head = headOf(last, version);
      else takeLine(last, take);
    }
    last = line;
  }
  if (head === undefined || !isEnd(last, hash))
    throw new BadSnapshot('the file is cut, or was changed');
  return head;
};

const takeLine = (line: string, take: (line: string) => void): void => {
  try {
    take(line);
  } catch (cause) {
    throw new BadSnapshot('a line can not be read', { cause });
  }
};

const headOf = (line: string, version: number): SnapshotHead => {
  const head = parseHead(line);
  if (head.version !== version)
    throw new BadSnapshot(`the file has version ${head.version}, this program writes ${version}`, {
      isOfOtherVersion: true,
    });
  return head;
};

const lineOf = ({ position, revision, ...head }: SnapshotHead): HeadLine => ({
  ...head,
  position: String(position),
  ...(revision !== undefined && { revision: String(revision) }),
});

const parseHead = (line: string): SnapshotHead => {
  try {
    const { position, revision, ...head } = JSON.parse(line) as HeadLine;
    return {
      ...head,
      position: toPosition(BigInt(position)),
      ...(revision !== undefined && { revision: BigInt(revision) }),
    };
  } catch (cause) {
    throw new BadSnapshot('the head of the file can not be read', { cause });
  }
};

/**
 * The head of a snapshot of any version, even if the rest can't be used; undefined without a file
 * or a readable head.
 */
export const readSnapshotHead = (file: string): SnapshotHead | undefined => {
  for (const line of readLines(file) ?? [])
    try {
      return parseHead(line);
    } catch {
      return undefined;
    }
  return undefined;
};

const isEnd = (line: string | undefined, hash: Hash): boolean =>
  line === JSON.stringify({ sha256: hash.digest('hex') });

const readLines = (file: string): Iterable<string> | undefined => {
  try {
    return linesOf(openSync(file, 'r'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

function* linesOf(descriptor: number): Iterable<string> {
  try {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK, 1 + fstatSync(descriptor).size));
    const decoder = new StringDecoder('utf8');
    let rest = '';
    for (let size = readSync(descriptor, chunk); size > 0; size = readSync(descriptor, chunk)) {
      const lines = (rest + decoder.write(chunk.subarray(0, size))).split(NEWLINE);
      rest = lines.pop() ?? '';
      yield* lines;
    }
    if (rest !== '') yield rest;
  } finally {
    closeSync(descriptor);
  }
}
