import { foldName } from '../../names.js';
import { encodeName, nameHash, nameHint } from '../encoded-name.js';
import { ITEM_BYTES, KEY, KEY_FLAGS, LIST, NOWHERE, OFFSET_BYTES } from '../format.js';
import { type HiveForm, type Sink } from './sink.js';

/** The fields of a key that are known only after everything below it has its place. */
export type KeyFacts = Readonly<{
  keyCount: number;
  valueCount: number;
  keyList: number;
  valueList: number;
  /** In bytes of UTF-16. */
  largestKeyName: number;
  largestValueName: number;
  largestValueData: number;
}>;

/** A key node. The root has no parent. */
export type KeyNode = Readonly<{
  name: string;
  parent: number | undefined;
  /** A FILETIME. */
  written: bigint;
  security: number;
  facts: KeyFacts;
}>;

/** The number of bytes that a name takes in UTF-16. */
export const utf16Length = (name: string): number => name.length * 2;

/** Adds a key node. @param node makes it when it is written */
export const addKey = (sink: Sink, name: string, node: () => KeyNode): number => {
  const { bytes, isOneByte } = encodeName(name);
  return sink.cell(KEY.name + bytes.length, (cell) => {
    const { parent, written, security, facts } = node();
    const root = parent === undefined ? KEY_FLAGS.KEY_HIVE_ENTRY + KEY_FLAGS.KEY_NO_DELETE : 0;
    cell.write('nk', KEY.signature, 'latin1');
    cell.writeUInt16LE(root + (isOneByte ? KEY_FLAGS.KEY_COMP_NAME : 0), KEY.flags);
    cell.writeBigUInt64LE(written, KEY.written);
    cell.writeUInt32LE(parent ?? NOWHERE, KEY.parent);
    cell.writeUInt32LE(NOWHERE, KEY.volatileKeyList);
    cell.writeUInt32LE(security, KEY.security);
    cell.writeUInt32LE(NOWHERE, KEY.className);
    writeFacts(cell, facts);
    cell.writeUInt16LE(bytes.length, KEY.nameLength);
    cell.set(bytes, KEY.name);
  });
};

const writeFacts = (cell: Buffer, facts: KeyFacts): void => {
  cell.writeUInt32LE(facts.keyCount, KEY.keyCount);
  cell.writeUInt32LE(facts.keyList, KEY.keyList);
  cell.writeUInt32LE(facts.valueCount, KEY.valueCount);
  cell.writeUInt32LE(facts.valueList, KEY.valueList);
  cell.writeUInt32LE(facts.largestKeyName, KEY.largestKeyName);
  cell.writeUInt32LE(facts.largestValueName, KEY.largestValueName);
  cell.writeUInt32LE(facts.largestValueData, KEY.largestValueData);
};

/** A key in the list of its parent, which is sorted by the name in upper case. */
export type KeyItem = Readonly<{ name: string; offset: number }>;

/** The items of one leaf: with them, it fills a bin of one page. */
const LEAF_ITEMS = 507;

/** Adds the list of the keys of a key: one leaf, or an index root with leaves. */
export const addKeyList = (sink: Sink, form: HiveForm, items: readonly KeyItem[]): number => {
  if (items.length === 0) return NOWHERE;
  const leaves: number[] = [];
  for (let at = 0; at < items.length; at += LEAF_ITEMS)
    leaves.push(addLeaf(sink, form, items.slice(at, at + LEAF_ITEMS)));
  const [first = NOWHERE, ...others] = leaves;
  return others.length === 0 ? first : addIndexRoot(sink, leaves);
};

const addLeaf = (sink: Sink, form: HiveForm, items: readonly KeyItem[]): number => {
  const kind = form === 'latest' ? 'lh' : 'lf';
  const width = ITEM_BYTES[kind];
  return sink.cell(LIST.items + items.length * width, (cell) => {
    writeHead(cell, kind, items.length);
    items.forEach(({ name, offset }, index) => {
      const at = LIST.items + index * width;
      cell.writeUInt32LE(offset, at);
      if (kind === 'lh') cell.writeUInt32LE(nameHash(foldName(name)), at + OFFSET_BYTES);
      else cell.set(nameHint(name), at + OFFSET_BYTES);
    });
  });
};

const addIndexRoot = (sink: Sink, leaves: readonly number[]): number =>
  sink.cell(LIST.items + leaves.length * OFFSET_BYTES, (cell) => {
    writeHead(cell, 'ri', leaves.length);
    leaves.forEach((leaf, index) => cell.writeUInt32LE(leaf, LIST.items + index * OFFSET_BYTES));
  });

const writeHead = (cell: Buffer, kind: string, count: number): void => {
  cell.write(kind, LIST.signature, 'latin1');
  cell.writeUInt16LE(count, LIST.count);
};
