import { BASE, CHECKED_BYTES, checksum, NOWHERE, PAGE } from '../format.js';
import { HiveError } from './hive-error.js';

/** The facts of a valid base block. */
export type BaseFacts = Readonly<{
  /** The version is 1 and this number, from 3 to 6. */
  minor: number;
  /** Offsets count from the first bin. */
  root: number;
  binsSize: number;
  /** True if keys may be layers over the keys of another hive. */
  isLayered: boolean;
}>;

const [MIN_MINOR, MAX_MINOR] = [3, 6];
const DIRECT_MEMORY_LOAD = 1;
/** The flag of a hive with layered keys. */
const LAYERED = 2;

/** @throws HiveError for a base block that is damaged, or of another kind of file */
export const readBaseBlock = (file: Buffer): BaseFacts => {
  if (file.length < PAGE) throw new HiveError(0, `the file has less than ${PAGE} bytes`);
  requireChecksum(file);
  requireClean(file);
  requireVersion(file);
  const binsSize = file.readUInt32LE(BASE.binsSize);
  if (binsSize === 0 || binsSize % PAGE !== 0)
    throw new HiveError(
      BASE.binsSize,
      `the size of the bins is ${binsSize}, no multiple of ${PAGE}`,
    );
  if (file.length < PAGE + binsSize)
    throw new HiveError(
      file.length,
      `the file is cut off: it should have ${PAGE + binsSize} bytes`,
    );
  return {
    minor: file.readUInt32LE(BASE.minor),
    root: file.readUInt32LE(BASE.root),
    binsSize,
    isLayered: (file.readUInt32LE(BASE.flags) & LAYERED) !== 0,
  };
};

const requireChecksum = (file: Buffer): void => {
  if (file.toString('latin1', 0, 4) !== 'regf')
    throw new HiveError(BASE.signature, 'the file does not begin with "regf"');
  const sum = checksum(file);
  const stored = file.readUInt32LE(CHECKED_BYTES);
  if (stored !== sum && stored !== asWindows(sum))
    throw new HiveError(CHECKED_BYTES, `the checksum is ${stored}, expected ${asWindows(sum)}`);
};

/** Windows never stores 0 and -1. */
const asWindows = (sum: number): number => {
  if (sum === 0) return 1;
  return sum === NOWHERE ? NOWHERE - 1 : sum;
};

const requireClean = (file: Buffer): void => {
  if (file.readUInt32LE(BASE.primarySequence) !== file.readUInt32LE(BASE.secondarySequence))
    throw new HiveError(
      BASE.primarySequence,
      'the hive is dirty: its last changes are in its log file; save it with Windows first',
    );
};

const requireVersion = (file: Buffer): void => {
  const [major, minor] = [file.readUInt32LE(BASE.major), file.readUInt32LE(BASE.minor)];
  if (major !== 1 || minor < MIN_MINOR || minor > MAX_MINOR)
    throw new HiveError(
      BASE.major,
      `the version is ${major}.${minor}, expected 1.${MIN_MINOR} to 1.${MAX_MINOR}`,
    );
  const type = file.readUInt32LE(BASE.type);
  if (type !== 0)
    throw new HiveError(BASE.type, `the file's type is ${type}, expected 0: it may be a log file`);
  const format = file.readUInt32LE(BASE.format);
  if (format !== DIRECT_MEMORY_LOAD)
    throw new HiveError(BASE.format, `the file's format is ${format}, expected 1`);
};
