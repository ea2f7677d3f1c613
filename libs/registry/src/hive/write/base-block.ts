import { BASE, CHECKED_BYTES, checksum, NOWHERE, PAGE } from '../format.js';
import { type HiveForm } from './sink.js';

const MINOR: Readonly<Record<HiveForm, number>> = { latest: 5, standard: 3 };
/** The same in both fields: nothing is left to be written. */
const SEQUENCE = 1;
const DIRECT_MEMORY_LOAD = 1;
/** The name of the file, for debugging alone. */
const FILE_NAME = 'Tidemark';

/** The facts of a base block. */
export type BaseBlock = Readonly<{
  form: HiveForm;
  /** A FILETIME. */
  written: bigint;
  root: number;
  binsSize: number;
}>;

/**
 * A base block with its checksum. Where the sum is 0 or -1, Windows stores 1 or -2, which other
 * readers refuse: the file's name is changed, so that the sum is another one.
 */
export const baseBlock = (facts: BaseBlock): Buffer => {
  const block = unchecked(facts);
  const isTrap = [0, NOWHERE].includes(checksum(block));
  if (isTrap) block.writeUInt16LE('2'.charCodeAt(0), BASE.fileName + FILE_NAME.length * 2);
  block.writeUInt32LE(checksum(block), CHECKED_BYTES);
  return block;
};

const unchecked = ({ form, written, root, binsSize }: BaseBlock): Buffer => {
  const block = Buffer.alloc(PAGE);
  block.write('regf', BASE.signature, 'latin1');
  block.writeUInt32LE(SEQUENCE, BASE.primarySequence);
  block.writeUInt32LE(SEQUENCE, BASE.secondarySequence);
  block.writeBigUInt64LE(written, BASE.written);
  block.writeUInt32LE(1, BASE.major);
  block.writeUInt32LE(MINOR[form], BASE.minor);
  block.writeUInt32LE(DIRECT_MEMORY_LOAD, BASE.format);
  block.writeUInt32LE(root, BASE.root);
  block.writeUInt32LE(binsSize, BASE.binsSize);
  block.writeUInt32LE(1, BASE.clustering);
  block.write(FILE_NAME, BASE.fileName, 'utf16le');
  return block;
};
