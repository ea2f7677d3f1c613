import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { type RegistryChange } from '#registry';

import { changeBytes, chunkChanges, fitsOneEvent, MAX_LIST_BYTES, PartCutter } from './size.js';

/** Any text, also of halves of surrogate pairs, without the table of characters of `fc.string`. */
const text = fc
  .array(fc.oneof(fc.nat(0x7f), fc.nat(0xffff), fc.nat(0x10_ffff)), { maxLength: 40 })
  .map((points) => points.map((point) => String.fromCodePoint(point)).join(''));
const change: fc.Arbitrary<RegistryChange> = fc.oneof(
  fc.record({ op: fc.constant('create-key' as const), key: text }),
  fc.record({ op: fc.constant('delete-value' as const), key: text, name: text }),
  fc.record({
    op: fc.constant('set' as const),
    key: text,
    name: text,
    value: fc.oneof(
      fc.record({ type: fc.constant('REG_SZ' as const), text }),
      fc.record({ type: fc.constant('REG_MULTI_SZ' as const), texts: fc.array(text) }),
      fc.record({ type: fc.constant('REG_DWORD' as const), number: fc.nat() }),
      fc.record({ type: fc.constant('REG_BINARY' as const), base64: fc.base64String() }),
    ),
  }) as fc.Arbitrary<RegistryChange>,
);

const large = (length: number): RegistryChange => ({
  op: 'set',
  key: 'K',
  name: 'n',
  value: { type: 'REG_SZ', text: 'x'.repeat(length) },
});

test('the estimate of a change is never below its bytes of JSON', () => {
  fc.assert(
    fc.property(change, (one) => {
      expect(Buffer.byteLength(JSON.stringify(one))).toBeLessThanOrEqual(changeBytes(one));
    }),
    { seed: 1, numRuns: 1000 },
  );
});

test('a list that is cut stays the same list, and every part fits one event', () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 400_000 }), { maxLength: 12 });
  fc.assert(
    fc.property(lengths, (sizes) => {
      const changes = sizes.map(large);
      const parts = chunkChanges(changes);
      expect(parts.flat()).toEqual(changes);
      expect(parts.every(fitsOneEvent)).toBe(true);
      expect(parts.length === 1).toBe(fitsOneEvent(changes));
    }),
    { seed: 1, numRuns: 50 },
  );
});

test('a change that is too long is a part of its own', () => {
  const parts = chunkChanges([large(1), large(2 * MAX_LIST_BYTES), large(1)]);
  expect(parts.map(({ length }) => length)).toEqual([1, 1, 1]);
});

test('a long name counts for the value that is deleted', () => {
  const name = 'n'.repeat(10_000);
  expect(changeBytes({ op: 'delete-value', key: 'K', name })).toBeGreaterThan(name.length);
});

test('an empty list is one empty part', () => {
  expect(chunkChanges([])).toEqual([[]]);
});

test('the rest of a list fits one event up to the limit, to the byte', () => {
  const frame = changeBytes(large(0));
  const perCharacter = changeBytes(large(1)) - frame;
  const most = Math.floor((MAX_LIST_BYTES - frame) / perCharacter);
  for (const [length, fits] of [
    [most, true],
    [most + 1, false],
  ] as const) {
    const cutter = new PartCutter();
    expect(cutter.fitsOneEvent).toBe(true);
    expect(cutter.add(large(length))).toBeUndefined();
    expect(cutter.fitsOneEvent).toBe(fits);
  }
});
