import { randomFillSync } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { compressFiles, MAX_BUNDLE_BYTES } from './bundle-limit.js';

describe('the files of the console', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tidemark-bundle-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** A script that can't be made smaller. */
  const write = (name: string, bytes: number): void => {
    writeFileSync(join(folder, name), randomFillSync(Buffer.alloc(bytes)));
  };

  test('are compressed, and their size is told', () => {
    write('index.js', 1000);
    expect(compressFiles(folder)).toBe('the console has 1.0 kB in gzip, of 350.0 kB');
    expect(existsSync(join(folder, 'index.js.gz'))).toBe(true);
  });

  test('are refused together above the limit', () => {
    write('index.js', MAX_BUNDLE_BYTES / 2);
    write('other.js', MAX_BUNDLE_BYTES / 2);
    expect(() => compressFiles(folder)).toThrow(/^the console has 350\.\d kB in gzip, of 350/);
  });
});
