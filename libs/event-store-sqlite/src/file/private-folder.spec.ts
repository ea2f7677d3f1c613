import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { makePrivate } from './private-folder.js';

let parent: string;
let folder: string;
let warnings: string[];

const warn = (reason: string): void => {
  warnings.push(reason);
};

const modeOf = (path: string): string => (statSync(path).mode & 0o7777).toString(8);

const make = (path: string, mode: number): string => {
  writeFileSync(path, '');
  chmodSync(path, mode);
  return path;
};

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'tidemark-private-'));
  folder = join(parent, 'data');
  warnings = [];
});

afterEach(() => {
  rmSync(parent, { recursive: true });
});

describe('a data folder', () => {
  test('is created for its owner alone, with its missing parents', () => {
    makePrivate(join(folder, 'deeper'), { warn });
    expect([modeOf(folder), modeOf(join(folder, 'deeper'))]).toEqual(['700', '700']);
  });

  test.each([0o777, 0o755, 0o750, 0o701, 0o2775])(
    'is closed to others if it exists: %o',
    (mode) => {
      mkdirSync(folder);
      chmodSync(folder, mode);
      makePrivate(folder, { warn });
      expect(modeOf(folder)).toBe((mode & 0o7700).toString(8));
    },
  );

  test('stays as it is if everyone shares it', () => {
    mkdirSync(folder);
    chmodSync(folder, 0o1777);
    const file = make(join(folder, 'log.db'), 0o644);
    makePrivate(folder, { warn });
    expect([modeOf(folder), modeOf(file)]).toEqual(['1777', '600']);
  });
});

describe('the files of a data folder', () => {
  test.each([
    'log.db',
    'log.db-wal',
    'log.db-shm',
    'log.db-journal',
    'log.db.lock',
    'log.db.lock-journal',
    'reads.db',
    'reads.db-wal',
    'reads.db-shm',
    'reads.db.lock',
    'fold.snapshot',
    'fold.snapshot.new',
    'master.key',
    '0b4f9a6c-5e21-4a37-9d3b-f1f2d47c06aa.spool',
  ])('are closed to others: %s', (name) => {
    mkdirSync(folder);
    for (const [before, after] of [
      [0o666, '600'],
      [0o440, '400'],
      [0o604, '600'],
      [0o400, '400'],
    ] as const) {
      const file = make(join(folder, name), before);
      makePrivate(folder, { warn });
      expect([name, modeOf(file)]).toEqual([name, after]);
      rmSync(file);
    }
  });

  test.each(['notes.txt', 'log.db.bak', 'my-log.db', 'master.key.pub', 'x.spool'])(
    'leaves other files as they are: %s',
    (name) => {
      mkdirSync(folder);
      const file = make(join(folder, name), 0o644);
      makePrivate(folder, { warn });
      expect(modeOf(file)).toBe('644');
    },
  );

  test('elsewhere are closed if they are named, and may be missing', () => {
    const key = make(join(parent, 'key'), 0o644);
    makePrivate(folder, { files: [key, join(parent, 'nowhere')], warn });
    expect(modeOf(key)).toBe('600');
    expect(warnings).toEqual([]);
  });

  test('behind a link are closed', () => {
    mkdirSync(folder);
    const file = make(join(parent, 'elsewhere'), 0o644);
    symlinkSync(file, join(folder, 'log.db'));
    makePrivate(folder, { warn });
    expect(modeOf(file)).toBe('600');
  });

  test('that cannot be closed are reported, without an error', () => {
    const loop = join(parent, 'loop');
    symlinkSync(loop, loop);
    const key = make(join(parent, 'key'), 0o644);
    makePrivate(folder, { files: [loop, key], warn });
    expect(warnings).toEqual([
      expect.stringMatching(/^others may have rights to .*loop, which can't be taken: .*ELOOP/),
    ]);
    expect(modeOf(key)).toBe('600');
  });
});
