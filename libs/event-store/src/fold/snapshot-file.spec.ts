import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { toPosition } from '../recorded.js';
import { BadSnapshot, readSnapshot, writeSnapshot } from './snapshot-file.js';

const HEAD = { version: 1, cluster: 'test', position: toPosition(2n ** 60n), event: 'e' };
const line = (index: number): string => `{"line":${index},"text":"ü😀${'x'.repeat(index * 9)}"}`;
/** More than a megabyte: the size of the pieces in which a file is written and read. */
const LINES = Array.from({ length: 500 }, (_, index) => line(index));

describe('a snapshot', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidemark-snapshot-'));
    file = join(folder, 'fold.snapshot');
    await writeSnapshot(file, { head: HEAD, lines: LINES }, () => undefined);
  });

  afterEach(() => rm(folder, { recursive: true }));

  const read = (version = 1): readonly [unknown, readonly string[]] => {
    const lines: string[] = [];
    return [readSnapshot(file, version, (line) => lines.push(line)), lines];
  };

  test('is read as it was written', () => {
    expect(read()).toEqual([HEAD, LINES]);
  });

  test('that does not exist is undefined', async () => {
    await rm(file);
    expect(read()).toEqual([undefined, []]);
  });

  test('replaces the previous one only when it is complete', async () => {
    const broken = (function* lines() {
      yield 'one';
      throw new Error('no more');
    })();
    const writing = writeSnapshot(file, { head: HEAD, lines: broken }, () => undefined);
    await expect(writing).rejects.toThrow('no more');
    expect(read()).toEqual([HEAD, LINES]);
    await writeSnapshot(file, { head: HEAD, lines: ['two'] }, () => undefined);
    expect(read()).toEqual([HEAD, ['two']]);
  });

  test('of another version is refused', () => {
    expect(() => read(2)).toThrow(BadSnapshot);
  });

  test.each([0, 1, 40, 5000, -2, -40])('cut at byte %i is refused', (at) => {
    const { length } = readFileSync(file);
    truncateSync(file, at < 0 ? length + at : at);
    expect(() => read()).toThrow(BadSnapshot);
  });

  test('with any one bit flipped is refused', async () => {
    await writeSnapshot(file, { head: HEAD, lines: LINES.slice(0, 10) }, () => undefined);
    const bytes = readFileSync(file);
    const bits = Array.from({ length: 8 * bytes.length }, (_, bit) => bit);
    const taken = bits.filter((bit) => {
      const flipped = Buffer.from(bytes);
      const at = Math.floor(bit / 8);
      flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << (bit % 8)), at);
      writeFileSync(file, flipped);
      return !isRefused();
    });
    expect(taken).toEqual([]);
  });

  /** The same as an expectation, which would format a stack for each bit. */
  const isRefused = (): boolean => {
    try {
      read();
      return false;
    } catch (error) {
      return error instanceof BadSnapshot;
    }
  };
});
