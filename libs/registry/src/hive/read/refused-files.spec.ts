import { describe, expect, test } from '@jest/globals';

import { handMadeHive, sealed } from '../../../testing/hand-made-hive.js';
import { refusal, small } from '../../../testing/refused-hives.js';
import { type HiveError } from './hive-error.js';

const FIRST_BIN = 4096;
const FIRST_CELL = FIRST_BIN + 32;

describe('a file is refused', () => {
  const changed = (change: (file: Buffer) => void): HiveError => {
    const file = handMadeHive(small);
    change(file);
    return refusal(sealed(file));
  };

  test.each<[string, number, number, number, string]>([
    ['with another signature', 0, 0x66676572 + 1, 0, 'does not begin with "regf"'],
    ['that is dirty', 8, 6, 4, 'the hive is dirty'],
    ['of version 2.5', 20, 2, 20, 'the version is 2.5, expected 1.3 to 1.6'],
    ['of version 1.2', 24, 2, 20, 'the version is 1.2'],
    ['of version 1.7', 24, 7, 20, 'the version is 1.7'],
    [
      'of the type of log files',
      28,
      6,
      28,
      "the file's type is 6, expected 0: it may be a log file",
    ],
    ['of another format', 32, 0, 32, "the file's format is 0"],
    ['without bins', 40, 0, 40, 'the size of the bins is 0'],
    ['with half a page of bins', 40, 2048, 40, 'no multiple of 4096'],
    ['with more bins than bytes', 40, 8192, 8192, 'cut off: it should have 12288 bytes'],
    ['with a root nowhere', 36, 0xffffffff, FIRST_BIN + 0xffffffff, 'no cell in use begins here'],
    [
      'with a root in the header of a bin',
      36,
      0,
      FIRST_BIN,
      'no cell in use begins here: the root',
    ],
  ])('%s', (_, place, number, offset, reason) => {
    const error = changed((file) => file.writeUInt32LE(number, place));
    expect([error.offset, error.reason]).toEqual([offset, expect.stringContaining(reason)]);
  });

  test('with a wrong checksum', () => {
    const file = handMadeHive(small);
    const stored = file.readUInt32LE(508);
    file.writeUInt32LE(stored + 1, 508);
    const { offset, reason, message } = refusal(file);
    expect(offset).toBe(508);
    expect(reason).toBe(`the checksum is ${stored + 1}, expected ${stored}`);
    expect(message).toBe(`byte 508: ${reason}`);
  });

  test.each([0, 1, 4095])('with %i bytes', (length) => {
    expect(refusal(handMadeHive(small).subarray(0, length))).toMatchObject({
      offset: 0,
      reason: 'the file has less than 4096 bytes',
    });
  });
});

describe('a bin is refused', () => {
  const changed = (place: number, number: number): readonly [number, string] => {
    const file = handMadeHive(small);
    file.writeInt32LE(number, place);
    const { offset, reason } = refusal(file);
    return [offset, reason];
  };

  test.each<[string, number, number, string]>([
    ['with another signature', FIRST_BIN, 0, 'no bin begins here: expected "hbin"'],
    ['with a wrong offset', FIRST_BIN + 4, 4096, "the bin's offset is 4096, expected 0"],
    ['without bytes', FIRST_BIN + 8, 0, "the bin can't have 0 bytes"],
    ['that is no page', FIRST_BIN + 8, 4000, "the bin can't have 4000 bytes"],
    ['that is longer than all bins', FIRST_BIN + 8, 8192, "the bin can't have 8192 bytes"],
    ['with a cell without bytes', FIRST_CELL, 0, "a cell can't have 0 bytes"],
    ['with a cell of an odd size', FIRST_CELL, -84, "a cell can't have 84 bytes"],
    ['with a cell across its end', FIRST_CELL, -4072, 'the cell goes on after the end of its bin'],
    [
      'with a free cell across its end',
      FIRST_CELL,
      8192,
      'the cell goes on after the end of its bin',
    ],
  ])('%s', (_, place, number, reason) => {
    expect(changed(place, number)).toEqual([place, reason]);
  });
});
