import { describe, expect, test } from '@jest/globals';

import { answerOutput, decodeInput, decodeMultiSz, encodeInput, encodeMultiSz } from './buffers.js';
import { ClusterError } from './cluster-error.js';

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);
const plain = (buffer: Uint8Array): number[] => [...buffer];

describe("a caller's input buffer", () => {
  test('is UTF-16LE with a NUL', () => {
    expect(plain(encodeInput('aé'))).toEqual([0x61, 0, 0xe9, 0, 0, 0]);
    expect(decodeInput(bytes(0x61, 0, 0xe9, 0, 0, 0))).toBe('aé');
  });

  test('ends at its first NUL; the bytes after it are ignored', () => {
    expect(decodeInput(bytes(0x61, 0, 0, 0, 0x62, 0, 0, 0))).toBe('a');
    expect(decodeInput(bytes(0x61, 0, 0, 0, 0x62, 0xd8))).toBe('a');
  });

  test('may hold the empty string', () => {
    expect(decodeInput(bytes(0, 0))).toBe('');
  });

  test('is read from the middle of a larger buffer, at an odd offset too', () => {
    expect(decodeInput(bytes(9, 0x61, 0, 0, 0, 9).subarray(1, 5))).toBe('a');
  });

  test.each([
    ['empty', bytes()],
    ['odd', bytes(0x61, 0, 0, 0, 0)],
    ['without a NUL', bytes(0x61, 0, 0x62, 0)],
    ['without a NUL, though with two zero bytes', bytes(0x61, 0, 0, 0x62)],
  ])('is refused when %s', (_, buffer) => {
    const decode = () => decodeInput(buffer);
    expect(decode).toThrow(ClusterError);
    expect(decode).toThrow(expect.objectContaining({ code: 87, field: 'inBuffer' }));
  });
});

describe('MULTI_SZ', () => {
  test('has a NUL after each string, and one more at the end', () => {
    expect(plain(encodeMultiSz(['a', 'b']))).toEqual([0x61, 0, 0, 0, 0x62, 0, 0, 0, 0, 0]);
  });

  test('of no strings is a single NUL', () => {
    expect(plain(encodeMultiSz([]))).toEqual([0, 0]);
    expect(decodeMultiSz(bytes(0, 0))).toEqual([]);
  });

  test('ends at the empty string', () => {
    expect(decodeMultiSz(bytes(0x61, 0, 0, 0, 0, 0, 0x62, 0, 0, 0, 0, 0))).toEqual(['a']);
  });

  test('is read without its closing NULs too', () => {
    expect(decodeMultiSz(bytes(0x61, 0, 0, 0, 0x62, 0))).toEqual(['a', 'b']);
    expect(decodeMultiSz(bytes())).toEqual([]);
  });
});

describe('an output buffer', () => {
  const list = encodeMultiSz(['Software\\App']);
  const required = list.length;
  const filled = { status: 'ERROR_SUCCESS', bytesReturned: required, required, output: list };

  test.each([
    ['any size', undefined],
    ['exactly the size', required],
    ['more than the size', required + 1],
  ])('with %s is filled', (_, size) => {
    expect(answerOutput(list, size)).toEqual(filled);
  });

  test.each([1, required - 1])(
    'of %i bytes is too small, and the answer states the size',
    (size) => {
      expect(answerOutput(list, size)).toEqual({
        status: 'ERROR_MORE_DATA',
        bytesReturned: required,
        required,
        output: undefined,
      });
    },
  );

  test('of no bytes asks for the size, and succeeds', () => {
    expect(answerOutput(list, 0)).toEqual({
      status: 'ERROR_SUCCESS',
      bytesReturned: 0,
      required,
      output: undefined,
    });
  });

  test('fits an empty list exactly', () => {
    expect(answerOutput(encodeMultiSz([]), undefined).required).toBe(2);
  });
});
