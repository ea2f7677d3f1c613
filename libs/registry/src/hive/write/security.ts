import { type Sink } from './sink.js';

/** The fields of a key security item (`sk`). */
const SECURITY = { signature: 0, next: 4, previous: 8, references: 12, size: 16, descriptor: 20 };

/** A security identifier of the authority NT (5). */
const sid = (...parts: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(8 + parts.length * 4);
  bytes.set([1, parts.length, 0, 0, 0, 0, 0, 5]);
  parts.forEach((part, index) => bytes.writeUInt32LE(part, 8 + index * 4));
  return bytes;
};

/** @see "Well-known SIDs", Microsoft */
const SYSTEM = sid(18);
const ADMINISTRATORS = sid(32, 544);
const USERS = sid(32, 545);

/** @see "Registry Key Security and Access Rights", Microsoft */
const [KEY_ALL_ACCESS, KEY_READ] = [0xf003f, 0x20019];
const CONTAINER_INHERIT_ACE = 2;

/** An entry that allows access to a key and the keys below it. */
const allow = (mask: number, who: Buffer): Buffer => {
  const entry = Buffer.alloc(8);
  entry.writeUInt8(CONTAINER_INHERIT_ACE, 1);
  entry.writeUInt16LE(entry.length + who.length, 2);
  entry.writeUInt32LE(mask, 4);
  return Buffer.concat([entry, who]);
};

const accessList = (...entries: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(entries);
  const header = Buffer.alloc(8);
  header.writeUInt8(2, 0);
  header.writeUInt16LE(header.length + content.length, 2);
  header.writeUInt16LE(entries.length, 4);
  return Buffer.concat([header, content]);
};

const [SE_DACL_PRESENT, SE_SELF_RELATIVE] = [0x0004, 0x8000];

/**
 * The one security descriptor of every key: the model has none. Administrators own the key; the
 * system and administrators have full access, and users read.
 *
 * @see "SECURITY_DESCRIPTOR", [MS-DTYP] 2.4.6
 */
const DESCRIPTOR = ((): Buffer => {
  const header = Buffer.alloc(20);
  const list = accessList(
    allow(KEY_ALL_ACCESS, SYSTEM),
    allow(KEY_ALL_ACCESS, ADMINISTRATORS),
    allow(KEY_READ, USERS),
  );
  const owner = header.length + list.length;
  header.writeUInt8(1, 0);
  header.writeUInt16LE(SE_DACL_PRESENT + SE_SELF_RELATIVE, 2);
  header.writeUInt32LE(owner, 4);
  header.writeUInt32LE(owner + ADMINISTRATORS.length, 8);
  header.writeUInt32LE(header.length, 16);
  return Buffer.concat([header, list, ADMINISTRATORS, SYSTEM]);
})();

/**
 * Adds the security item of all keys, which is its own neighbour in the ring of the items.
 *
 * @param offset its place, which is known when it is written
 * @param references the number of keys
 */
export const addSecurity = (sink: Sink, offset: number, references: number): number =>
  sink.cell(SECURITY.descriptor + DESCRIPTOR.length, (cell) => {
    cell.write('sk', SECURITY.signature, 'latin1');
    cell.writeUInt32LE(offset, SECURITY.next);
    cell.writeUInt32LE(offset, SECURITY.previous);
    cell.writeUInt32LE(references, SECURITY.references);
    cell.writeUInt32LE(DESCRIPTOR.length, SECURITY.size);
    cell.set(DESCRIPTOR, SECURITY.descriptor);
  });
