import { createHash } from 'node:crypto';

import { foldName } from '../src/names.js';
import { valueBytes, valueType } from '../src/values/value-bytes.js';
import { type Content } from './model.js';

type Element = Readonly<{ name: string; hash: Buffer }>;

const sha256 = (tag: string, ...parts: readonly Buffer[]): Buffer =>
  createHash('sha256')
    .update(Buffer.concat([Buffer.from(tag), ...parts]))
    .digest();

const uint32 = (number: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
};

const nameOf = (folded: string): Buffer => {
  const bytes = Buffer.from(folded, 'utf16le');
  return Buffer.concat([uint32(bytes.length), bytes]);
};

const MODULUS = 2n ** 32n;
const times = (hash: bigint, factor: bigint): bigint => (hash * factor) % MODULUS;

/** The priority of a folded name, calculated in whole numbers as in docs/hash.md. */
export const referencePriority = (folded: string): bigint => {
  let hash = 0x811c9dc5n;
  for (let at = 0; at < folded.length; at += 1)
    hash = times(hash ^ BigInt(folded.charCodeAt(at)), 0x01000193n);
  hash = times(hash ^ (hash >> 16n), 0x85ebca6bn);
  hash = times(hash ^ (hash >> 13n), 0xc2b2ae35n);
  return hash ^ (hash >> 16n);
};

const isHigher = (a: Element, b: Element): boolean => {
  const [priorityOfA, priorityOfB] = [referencePriority(a.name), referencePriority(b.name)];
  return priorityOfA === priorityOfB ? a.name < b.name : priorityOfA > priorityOfB;
};

const hashSet = (elements: readonly Element[]): Buffer => {
  const [first, ...others] = elements;
  if (first === undefined) return sha256('E');
  const top = others.reduce((best, element) => (isHigher(element, best) ? element : best), first);
  return sha256(
    'N',
    hashSet(elements.filter(({ name }) => name < top.name)),
    top.hash,
    hashSet(elements.filter(({ name }) => name > top.name)),
  );
};

const hashContent = ({ values, keys }: Content): Buffer => {
  const hashedValues = values.map(({ name, value }) => {
    const folded = foldName(name);
    const parts = [nameOf(folded), uint32(valueType(value)), Buffer.from(valueBytes(value))];
    return { name: folded, hash: sha256('V', ...parts) };
  });
  const hashedKeys = keys.map(({ name, content }) => {
    const folded = foldName(name);
    return { name: folded, hash: sha256('S', nameOf(folded), hashContent(content)) };
  });
  return sha256('K', hashSet(hashedValues), hashSet(hashedKeys));
};

/** The hash of docs/hash.md, from the whole content and without a tree. */
export const referenceHash = (content: Content | undefined): string =>
  `tm1:${(content === undefined ? sha256('A') : hashContent(content)).toString('hex')}`;
