import { createHash } from 'node:crypto';

import { foldName } from './names.js';
import { type NamedValue, type RegistryKey } from './tree.js';
import { type Treap } from './treap.js';
import { valueBytes, valueType } from './value-bytes.js';

/** Raised when the form of docs/hash.md changes. */
const VERSION = 'tm1';

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

const EMPTY_SET = sha256(ascii('E'));
const ABSENT = sha256(ascii('A'));

/** Kept beside the immutable nodes, and gone with them. */
const keys = new WeakMap<RegistryKey, Buffer>();
const sets = new WeakMap<object, Buffer>();

const named = (name: string): readonly Buffer[] => {
  const folded = Buffer.from(foldName(name), 'utf16le');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(folded.length);
  return [length, folded];
};

const hashValue = ({ name, value }: NamedValue): Buffer => {
  const type = Buffer.alloc(4);
  type.writeUInt32BE(valueType(value));
  return sha256(ascii('V'), ...named(name), type, valueBytes(value));
};

const hashSet = <Item>(tree: Treap<Item> | undefined, hashItem: (item: Item) => Buffer): Buffer => {
  if (tree === undefined) return EMPTY_SET;
  const known = sets.get(tree);
  if (known !== undefined) return known;
  const { left, item, right } = tree;
  const made = sha256(
    ascii('N'),
    hashSet(left, hashItem),
    hashItem(item),
    hashSet(right, hashItem),
  );
  sets.set(tree, made);
  return made;
};

const hashContent = (key: RegistryKey): Buffer => {
  const known = keys.get(key);
  if (known !== undefined) return known;
  const made = sha256(ascii('K'), hashSet(key.values, hashValue), hashSet(key.keys, hashSubKey));
  keys.set(key, made);
  return made;
};

const hashSubKey = (key: RegistryKey): Buffer =>
  sha256(ascii('S'), ...named(key.name), hashContent(key));

/**
 * The Merkle root of a key with all that is below it: `tm1:` and 64 hex digits. Equal for equal
 * content, whatever the order it was written in and the case of its names. The key's own name does
 * not matter. An absent key has a hash of its own. Kept per node, so after a change only the way
 * from there to the root is hashed again.
 *
 * @see docs/hash.md
 */
export const hashKey = (key: RegistryKey | undefined): string =>
  `${VERSION}:${(key === undefined ? ABSENT : hashContent(key)).toString('hex')}`;
