import { HiveError } from '../src/hive/read/hive-error.js';
import { HiveReader, type HiveLimits } from '../src/hive/read/hive-reader.js';
import { bytes, db, list, nk, offsets, vk, type HandMadeCell } from './hand-made-hive.js';

/** The cells of a hand-made hive, by name. */
export type HandMadeCells = Readonly<Record<string, HandMadeCell>>;

/** The refusal of a file, which must be refused. */
export const refusal = (file: Uint8Array, limits?: HiveLimits): HiveError => {
  try {
    Array.from(new HiveReader(file, limits).parts());
  } catch (error) {
    if (error instanceof HiveError) return error;
    throw error;
  }
  throw new Error('the hive was read');
};

/** A root with one key. */
export const small: HandMadeCells = {
  root: nk('r', { keys: [1, 'list'] }),
  list: list('lh', 'a'),
  a: nk('a'),
};

/** A root with one value. */
export const oneValue = (value: HandMadeCell, more: HandMadeCells = {}): HandMadeCells => ({
  root: nk('r', { values: [1, 'values'] }),
  values: offsets('v'),
  v: value,
  ...more,
});

/** A root with one value in two segments. */
export const segments = (more: HandMadeCells): HandMadeCells =>
  oneValue(vk('v', { size: 16_345, data: 'db' }), {
    db: db(2, 'segments'),
    segments: offsets('s1', 's2'),
    s1: bytes(Buffer.alloc(16_344)),
    s2: bytes(Buffer.of(1)),
    ...more,
  });
