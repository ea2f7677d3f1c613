import { expect, test } from '@jest/globals';

import { baseBlock } from './base-block.js';

const facts = { form: 'latest', written: 0n, root: 0, binsSize: 4096 } as const;

/** The XOR of the words up to the checksum, and the checksum. */
const sums = (block: Buffer): readonly [number, number] => {
  let sum = 0;
  for (let at = 0; at < 508; at += 4) sum ^= block.readUInt32LE(at);
  return [sum >>> 0, block.readUInt32LE(508)];
};

const fileName = (block: Buffer): string => block.toString('utf16le', 48, 112).replaceAll('\0', '');

test.each([0, 0xffffffff])(
  'a checksum is never %i, which Windows stores as another number',
  (trap) => {
    const [plain] = sums(baseBlock(facts));
    const block = baseBlock({ ...facts, root: (plain ^ trap) >>> 0 });
    const [sum, stored] = sums(block);
    expect(sum).toBe(stored);
    expect([0, 0xffffffff]).not.toContain(stored);
    expect(fileName(block)).toBe('Tidemark2');
  },
);

test('the name of the file is the same otherwise', () => {
  const block = baseBlock(facts);
  expect(fileName(block)).toBe('Tidemark');
  const [sum, stored] = sums(block);
  expect(sum).toBe(stored);
});
