import { keyValues, subKeys, type RegistryKey } from '../../tree/tree.js';
import { PAGE } from '../format.js';
import { baseBlock } from './base-block.js';
import { BinWriter } from './bin-writer.js';
import { Measure, type HiveForm } from './sink.js';
import { Walk, type HiveSource } from './walk.js';

/** The properties of a hive beside its content. */
export type HiveOptions = Readonly<{
  /** The last write of every key: the tree keeps no times. */
  recordedAt: Date;
  form: HiveForm;
}>;

/** A hive whose size is known and whose bytes are made when they are taken. */
export type PlannedHive = Readonly<{
  /** The length of the file. */
  bytes: number;
  /** May be called several times; equal keys and options give equal bytes. */
  pieces: () => Iterable<Uint8Array>;
}>;

/** A piece has at least this length, but the last one. */
const PIECE_BYTES = 64 * 1024;

/** The units of a FILETIME in a millisecond. */
const UNITS = 10_000n;
/** 1970-01-01 as a FILETIME, which counts from 1601-01-01. @see "FILETIME", Microsoft */
const UNIX_EPOCH = 116_444_736_000_000_000n;

const fileTime = (time: Date): bigint => BigInt(time.getTime()) * UNITS + UNIX_EPOCH;

/**
 * Measures a key with its subtree as a hive, in small steps between which other work can run. The
 * key and everything below it must not change until the last piece was taken.
 *
 * @throws UnwritableHive in a step, if the key does not fit the form
 */
export function* planHive(
  root: HiveSource,
  { recordedAt, form }: HiveOptions,
): Generator<undefined, PlannedHive> {
  const options = { form, written: fileTime(recordedAt) };
  const measure = new Measure();
  const places = yield* new Walk(measure, options).run(root);
  const binsSize = measure.total;
  function* parts(): Iterable<Uint8Array> {
    yield baseBlock({ ...options, root: places.root, binsSize });
    const writer = new BinWriter(options.written);
    const steps = new Walk(writer, options, places).run(root);
    while (steps.next().done !== true) yield* writer.take();
    yield* writer.end();
  }
  return { bytes: PAGE + binsSize, pieces: () => joined(parts()) };
}

/**
 * The same at once, as the bytes of the file in pieces.
 *
 * @throws UnwritableHive before the first piece, if the key does not fit the form
 */
export function* writeHive(root: HiveSource, options: HiveOptions): Iterable<Uint8Array> {
  const plan = planHive(root, options);
  let step = plan.next();
  while (step.done !== true) step = plan.next();
  yield* step.value.pieces();
}

/** A key of a tree, as the writer reads it. */
export const sourceOf = (key: RegistryKey): HiveSource => ({
  name: key.name,
  values: { [Symbol.iterator]: () => keyValues(key)[Symbol.iterator]() },
  keys: () => sourcesIn(key),
});

function* sourcesIn(key: RegistryKey): Iterable<HiveSource> {
  for (const child of subKeys(key)) yield sourceOf(child);
}

function* joined(parts: Iterable<Uint8Array>): Iterable<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  for (const part of parts) {
    waiting.push(part);
    bytes += part.length;
    if (bytes < PIECE_BYTES) continue;
    yield Buffer.concat(waiting);
    [waiting, bytes] = [[], 0];
  }
  if (bytes > 0) yield Buffer.concat(waiting);
}
