import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { answerOutput, decodeInput, decodeMultiSz, encodeInput, encodeMultiSz } from './buffers.js';

/** Any UTF-16 units but NUL; half surrogate pairs are frequent. */
const unit = fc
  .oneof(fc.integer({ min: 1, max: 0xffff }), fc.integer({ min: 0xd800, max: 0xdfff }))
  .map((code) => String.fromCharCode(code));
const text = fc.string({ unit });
const filledText = fc.string({ unit, minLength: 1 });

test('any string without NUL goes through an input buffer and comes back', () => {
  fc.assert(
    fc.property(text, fc.uint8Array(), (input, rest) => {
      const odd = rest.length % 2;
      const buffer = Buffer.concat([encodeInput(input), rest.subarray(odd)]);
      expect(decodeInput(buffer)).toBe(input);
    }),
  );
});

test('any list of strings goes through MULTI_SZ, in the size that Windows states', () => {
  fc.assert(
    fc.property(fc.array(filledText), (texts) => {
      const bytes = encodeMultiSz(texts);
      expect(decodeMultiSz(bytes)).toEqual(texts);
      expect(bytes).toHaveLength(2 * (texts.reduce((sum, { length }) => sum + length + 1, 0) + 1));
    }),
  );
});

test('a caller who asks again with the stated size gets the whole output', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), fc.nat({ max: 64 }), (bytes, size) => {
      const { required } = answerOutput(bytes, size);
      const { status, output } = answerOutput(bytes, required);
      expect({ status, output }).toEqual({ status: 'ERROR_SUCCESS', output: bytes });
    }),
  );
});
