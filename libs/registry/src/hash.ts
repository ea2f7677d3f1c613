import { hash } from 'node:crypto';

import { type Treap } from './tree/treap.js';
import { type RegistryKey } from './tree/tree.js';
import { valueBytes, valueType } from './values/value-bytes.js';
import { type RegistryValue } from './values/value.js';

/** Raised when the form of docs/hash.md changes. */
const VERSION = 'tm1';

/** 32 bytes as a string of as many units, a tenth of what a Buffer of them takes. */
type Digest = string;

/**
 * Digests are kept beside nodes of at least this priority, a sixteenth of all. What stands below
 * such a node is hashed again when it is needed, which costs little and saves half of the memory.
 */
const KEPT_PRIORITY = 0x70000000;

/** Kept beside the immutable nodes, and gone with them. */
const keys = new WeakMap<RegistryKey, Digest>();
const sets = new WeakMap<object, Digest>();

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

const sha256 = (...parts: readonly Uint8Array[]): Digest =>
  hash('sha256', Buffer.concat(parts), 'binary');

const EMPTY_SET = sha256(ascii('E'));
const ABSENT = sha256(ascii('A'));

const uint32 = (number: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
};

const nameBytes = (folded: string): readonly Uint8Array[] => {
  const bytes = Buffer.from(folded, 'utf16le');
  return [uint32(bytes.length), bytes];
};

const hashValue = ({ folded, item }: Treap<RegistryValue>): Digest =>
  sha256(ascii('V'), ...nameBytes(folded), uint32(valueType(item)), valueBytes(item));

const hashSet = <Item>(
  tree: Treap<Item> | undefined,
  hashEntry: (entry: Treap<Item>) => Digest,
): Digest => {
  if (tree === undefined) return EMPTY_SET;
  const known = sets.get(tree);
  if (known !== undefined) return known;
  const left = hashSet(tree.left, hashEntry);
  const right = hashSet(tree.right, hashEntry);
  const made = sha256(ascii(`N${left}${hashEntry(tree)}${right}`));
  if (tree.priority >= KEPT_PRIORITY) sets.set(tree, made);
  return made;
};

const hashContent = (key: RegistryKey): Digest => {
  const known = keys.get(key);
  if (known !== undefined) return known;
  const made = sha256(ascii(`K${hashSet(key.values, hashValue)}${hashSet(key.keys, hashSubKey)}`));
  keys.set(key, made);
  return made;
};

const hashSubKey = ({ folded, item }: Treap<RegistryKey>): Digest =>
  sha256(ascii('S'), ...nameBytes(folded), ascii(hashContent(item)));

/**
 * The Merkle root of a key with all that is below it: `tm1:` and 64 hex digits. Equal for equal
 * content, whatever the order it was written in and the case of its names. The key's own name does
 * not matter. An absent key has a hash of its own. Enough is kept that, after a change, little more
 * than the way from there to the root is hashed again.
 *
 * @see docs/hash.md
 */
export const hashKey = (key: RegistryKey | undefined): string =>
  `${VERSION}:${ascii(key === undefined ? ABSENT : hashContent(key)).toString('hex')}`;
