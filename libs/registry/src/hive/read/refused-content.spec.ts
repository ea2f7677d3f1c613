import { describe, expect, test } from '@jest/globals';

import {
  bytes,
  db,
  handMadeHive,
  list,
  nk,
  offsets,
  vk,
  type HandMadeCell,
} from '../../../testing/hand-made-hive.js';
import {
  oneValue,
  refusal,
  segments,
  small,
  type HandMadeCells as Cells,
} from '../../../testing/refused-hives.js';
import { MAX_DEPTH } from '../../keys.js';
import { HiveReader } from './hive-reader.js';

const INLINE = 0x80000000;

describe('keys are refused', () => {
  const twoKeys = (a: HandMadeCell, b: HandMadeCell): Cells => ({
    root: nk('r', { keys: [2, 'list'] }),
    list: list('lh', 'a', 'b'),
    a,
    b,
  });

  test.each<[string, Cells, string]>([
    ['with one name', twoKeys(nk('Key'), nk('kEY')), 'its parent has two keys with the name "kEY"'],
    [
      'with one name in two encodings',
      twoKeys(nk('\u00e9'), nk(Buffer.from('\u00c9', 'utf16le'))),
      'its parent has two keys with the name "\u00c9"',
    ],
    ['without a name', { ...small, a: nk('') }, 'the name of the key is empty'],
    ['with a backslash', { ...small, a: nk('a\\b') }, 'the name of the key has a backslash'],
    ['with a line break', { ...small, a: nk('a\rb') }, 'has the control character U+000D'],
    [
      'with a long name',
      { ...small, a: nk('k'.repeat(256)) },
      'has 256 characters, the limit is 255',
    ],
    ['with half a unit', { ...small, a: nk(Buffer.of(65)) }, 'has an odd number of bytes'],
    [
      'of another parent',
      { ...small, a: nk('a', { parent: 'list' }) },
      'the key says that its parent is',
    ],
    [
      'with less keys than they say',
      { ...small, root: nk('r', { keys: [2, 'list'] }) },
      'the key says that it has 2 keys, its list has 1',
    ],
    [
      'with an index root in an index root',
      { ...small, list: list('ri', 'leaf'), leaf: list('ri', 'x') },
      'an index root ("ri") in an index root',
    ],
  ])('%s', (_, cells, reason) => {
    expect(refusal(handMadeHive(cells)).reason).toContain(reason);
  });

  test('below the limit of levels', () => {
    const deep = (levels: number): Buffer =>
      handMadeHive({
        root: nk('r', { keys: [1, 'l1'] }),
        ...Object.fromEntries(
          Array.from({ length: levels }, (_, index) => index + 1).flatMap((level) => [
            [`l${level}`, list('lh', `k${level}`)],
            [
              `k${level}`,
              nk('k', {
                parent: level === 1 ? 'root' : `k${level - 1}`,
                ...(level === levels ? {} : { keys: [1, `l${level + 1}`] as const }),
              }),
            ],
          ]),
        ),
      });
    expect([...new HiveReader(deep(MAX_DEPTH)).parts()]).toHaveLength(MAX_DEPTH + 1);
    expect(refusal(deep(MAX_DEPTH + 1)).reason).toBe('the key lies deeper than 512 levels');
    expect([...new HiveReader(deep(3), { maxDepth: 3 }).parts()]).toHaveLength(4);
    expect(refusal(deep(4), { maxDepth: 3 }).reason).toBe('the key lies deeper than 3 levels');
  });
});

describe('values are refused', () => {
  const twoValues = (v: HandMadeCell, w: HandMadeCell): Cells => ({
    root: nk('r', { values: [2, 'values'] }),
    values: offsets('v', 'w'),
    v,
    w,
  });

  test.each<[string, Cells, string]>([
    [
      'with one name',
      twoValues(vk('a', { size: INLINE }), vk('A', { size: INLINE })),
      'the key has two values with the name "A"',
    ],
    [
      'that are both the default value',
      twoValues(vk('', { size: INLINE }), vk('', { size: INLINE })),
      'the key has two values with the name ""',
    ],
    ['with a NUL in the name', oneValue(vk('a\0', { size: INLINE })), 'has a NUL character'],
    [
      'with a long name',
      oneValue(vk('n'.repeat(16_384), { size: INLINE })),
      'has 16384 characters',
    ],
    [
      'with 5 bytes in place of an offset',
      oneValue(vk('v', { size: INLINE + 5 })),
      'it has 5 bytes in place',
    ],
    [
      'that a layer deletes',
      oneValue(vk('v', { size: 0, flags: 3 })),
      'the value is deleted in a layer',
    ],
    [
      'that are too long',
      oneValue(vk('v', { size: 524_289, data: 'd' })),
      'has 524289 bytes, the limit is 524288',
    ],
    [
      'with a segment too few',
      segments({ db: db(1, 'segments') }),
      'need 2 segments, the value has 1',
    ],
    [
      'with a segment too many',
      segments({ db: db(3, 'segments') }),
      'need 2 segments, the value has 3',
    ],
  ])('%s', (_, cells, reason) => {
    expect(refusal(handMadeHive(cells)).reason).toContain(reason);
  });

  test('with segments in version 1.3, which has none', () => {
    expect(refusal(handMadeHive(segments({}), 3)).reason).toMatch(
      /^the cell has 12 bytes, the data of a value needs 16345$/,
    );
  });

  test('above a limit of the caller', () => {
    const file = handMadeHive(
      oneValue(vk('v', { size: 5, data: 'd' }), { d: bytes(Buffer.alloc(5)) }),
    );
    expect(refusal(file, { maxValueBytes: 4 }).reason).toBe(
      'the value has 5 bytes, the limit is 4',
    );
    expect([...new HiveReader(file, { maxValueBytes: 5 }).parts()]).toHaveLength(2);
  });
});
