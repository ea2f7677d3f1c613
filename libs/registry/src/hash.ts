import { hash } from 'node:crypto';

import { type Treap } from './tree/treap.js';
import { type RegistryKey } from './tree/tree.js';
import { valueBytes, valueType } from './values/value-bytes.js';
import { type RegistryValue } from './values/value.js';

/** Raise the number when the form of docs/hash.md changes. */
const VERSION = 'tm1';

/** 32 bytes as a string of 32 units. It takes a tenth of the memory of a Buffer. */
type Digest = string;

/**
 * Digests are kept for nodes of at least this priority, a sixteenth of all nodes. The nodes below
 * are hashed again when needed, which takes little time and saves half of the memory.
 */
const KEPT_PRIORITY = 0x70000000;

/** A digest is dropped together with its immutable node. */
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

/** True for a part of a set whose digest is kept once it is known. */
export const isDigested = ({ priority }: Treap<unknown>): boolean => priority >= KEPT_PRIORITY;

/**
 * True for two sets of values with equal content, as far as their digests tell: false for sets whose
 * digests are not kept.
 */
export const hasSameValues = (a: Treap<RegistryValue>, b: Treap<RegistryValue>): boolean =>
  isDigested(a) && hashSet(a, hashValue) === hashSet(b, hashValue);

/** The same for two sets of keys. */
export const hasSameKeys = (a: Treap<RegistryKey>, b: Treap<RegistryKey>): boolean =>
  isDigested(a) && hashSet(a, hashSubKey) === hashSet(b, hashSubKey);

/** True for two equal contents of keys, or two absences. Digests are cached, as by `hashKey`. */
export const isSameContent = (a: RegistryKey | undefined, b: RegistryKey | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && hashContent(a) === hashContent(b));

/**
 * The Merkle root of a key with its subtree: `tm1:` and 64 hex digits. Equal content has an equal
 * hash, in any order of writing and any case of names. The key's own name has no effect. An absent
 * key has a hash of its own. Digests are cached, so that a change only hashes little more than the
 * path to the root again.
 *
 * @see docs/hash.md
 */
export const hashKey = (key: RegistryKey | undefined): string =>
  `${VERSION}:${ascii(key === undefined ? ABSENT : hashContent(key)).toString('hex')}`;

/**
 * The same, in small steps between which other work can run. The digests of a step are kept, so that
 * the next hash of the tree takes little time.
 */
export function* hashInSteps(key: RegistryKey): Generator<undefined, string> {
  yield* contentSteps(key);
  return hashKey(key);
}

function* contentSteps(key: RegistryKey): Generator<undefined> {
  if (keys.has(key)) return;
  yield* setSteps(key.values, hashValue);
  yield* setSteps(key.keys, hashSubKey, contentSteps);
  hashContent(key);
}

function* setSteps<Item>(
  tree: Treap<Item> | undefined,
  hashEntry: (entry: Treap<Item>) => Digest,
  itemSteps?: (item: Item) => Generator<undefined>,
): Generator<undefined> {
  if (tree === undefined || sets.has(tree)) return;
  yield* setSteps(tree.left, hashEntry, itemSteps);
  yield* setSteps(tree.right, hashEntry, itemSteps);
  if (itemSteps !== undefined) yield* itemSteps(tree.item);
  if (tree.priority < KEPT_PRIORITY) return;
  hashSet(tree, hashEntry);
  yield;
}
