import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { type RegistryChange } from '../values/value.js';
import { parseRegFile, RegFileReader, type RegFileReport } from './parse.js';
import { RegFileError } from './reg-file-error.js';

type Read = Readonly<{
  changes: readonly RegistryChange[];
  report?: RegFileReport;
  error?: string;
}>;

/** The changes and the report that are read from pieces, or the error that ended the reading. */
const readPieces = (pieces: readonly Uint8Array[]): Read => {
  const reader = new RegFileReader({ otherRoots: 'skip' });
  const changes: RegistryChange[] = [];
  try {
    for (const piece of pieces) for (const change of reader.push(piece)) changes.push(change);
    for (const change of reader.end()) changes.push(change);
    return { changes, report: reader.report };
  } catch (error) {
    if (error instanceof RegFileError) return { changes, error: error.message };
    throw error;
  }
};

const cut = (bytes: Buffer, places: readonly number[]): readonly Buffer[] => {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort(
    (a, b) => a - b,
  );
  return ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end));
};

/** Makes a file longer than the part that the decoder reads first. */
const LONG = `; ${'-'.repeat(1024)}`;

const LINES = [
  '[HKEY_LOCAL_MACHINE\\K]',
  '[-HKEY_LOCAL_MACHINE\\Old]',
  '[HKEY_LOCAL_MACHINE]',
  '"a"="one"',
  '"ñ€\u{1f600}"="two\nlines, ; and \\"quotes\\""',
  '"bytes"=hex:01,\\',
  '  02,03',
  '"dword"=dword:0000001f ; why',
  '@=-',
  '; comment',
  '',
  ' "a"="x" y',
  '"a',
  '"long"=hex(7):61,00,\\',
  '# note',
  'garbage',
  '"comma"=hex:01,',
  '[HKEY_LOCAL_MACHINE\\K\\\\]',
  '[HKEY_CURRENT_USER\\K]',
  '[HKEY_CLASSES_ROOT\\.txt]',
  '\ufeffWindows Registry Editor Version 5.00',
  '\\',
];
const text = fc
  .tuple(
    fc.constantFrom('Windows Registry Editor Version 5.00', 'REGEDIT4', 'REGEDIT5'),
    fc.array(fc.constantFrom(...LINES), { maxLength: 12 }),
    fc.constantFrom('\n', '\r\n'),
  )
  .map(([header, lines, newline]) => [header, LONG, ...lines].join(newline));

const bytes = fc.oneof(
  text.map((file) => Buffer.from(file)),
  text.map((file) => Buffer.from(`\ufeff${file}`)),
  text.map((file) => Buffer.from(`\ufeff${file}`, 'utf16le')),
  fc
    .tuple(text, fc.uint8Array({ minLength: 1, maxLength: 3 }), fc.nat())
    .map(([file, bad, place]) => {
      const good = Buffer.from(file);
      const at = place % (good.length + 1);
      return Buffer.concat([good.subarray(0, at), bad, good.subarray(at)]);
    }),
);

test('the pieces of a file have no effect on its changes or on the place of a fault', () => {
  fc.assert(
    fc.property(bytes, fc.array(fc.nat(), { maxLength: 8 }), (file, places) => {
      expect(readPieces(cut(file, places))).toEqual(readPieces([file]));
    }),
    { numRuns: 500 },
  );
});

test('a file in pieces of one byte gives the same changes', () => {
  fc.assert(
    fc.property(bytes, (file) => {
      expect(readPieces(cut(file, [...file.keys()]))).toEqual(readPieces([file]));
    }),
    { numRuns: 100 },
  );
});

test('a value of the greatest length is read from small pieces', () => {
  const file = Buffer.from(
    `Windows Registry Editor Version 5.00\n[HKEY_LOCAL_MACHINE\\K]\n"v"=hex:${'0a,'.repeat(512 * 1024)}`,
  );
  const pieces = cut(
    file,
    Array.from({ length: 1000 }, (_, index) => index * 1_573),
  );
  expect(readPieces(pieces).changes).toEqual(parseRegFile(file));
});

test('the changes of a line come with the piece that completes the line', () => {
  const reader = new RegFileReader();
  const head = 'Windows Registry Editor Version 5.00\n[HKEY_LOCAL_MACHINE\\K]\n';
  expect([...reader.push(Buffer.from(head.padEnd(2000, ';')))]).toHaveLength(1);
  expect([...reader.push(Buffer.from('\n"a"="1"\n"b"="2'))]).toHaveLength(0);
  expect([...reader.push(Buffer.from(';'.repeat(4000)))]).toHaveLength(1);
});
