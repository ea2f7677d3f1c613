import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { type Plugin } from 'vite';

/** The most bytes that all files of the console may have together, in gzip. */
export const MAX_BUNDLE_BYTES = 350_000;

const COMPRESSED = /\.(js|css|html|svg)$/;

/**
 * Writes a `.gz` beside each file, which the server sends to browsers that accept it, and fails the
 * build if all of them together are larger than the limit.
 */
export const bundleLimit = (): Plugin => ({
  name: 'tidemark:bundle-limit',
  apply: 'build',
  writeBundle({ dir = '' }) {
    console.log(compressFiles(dir));
  },
});

/**
 * Writes a `.gz` beside each file of a folder.
 *
 * @returns the size of all of them, in words
 * @throws Error with the size, if it is above the limit
 */
export const compressFiles = (folder: string): string => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => COMPRESSED.test(name))
    .map((name) => join(folder, name));
  const sizes = files.map((file) => {
    const compressed = gzipSync(readFileSync(file), { level: 9 });
    writeFileSync(`${file}.gz`, compressed);
    return compressed.length;
  });
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const said = `the console has ${kilobytes(total)} in gzip, of ${kilobytes(MAX_BUNDLE_BYTES)}`;
  if (total > MAX_BUNDLE_BYTES) throw new Error(said);
  return said;
};

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
