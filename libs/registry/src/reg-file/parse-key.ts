import { ClusterError } from '#clusapi';

import { joinKey, parseKey } from '../keys.js';
import { type RegistryChange } from '../values/value.js';
import { EXPECTED_END, type Cursor } from './cursor.js';

/** The header of the values that follow; its key is '' for HKLM itself. */
export type Header = Extract<RegistryChange, { op: 'create-key' | 'delete-key' }>;

/** A key below a root that is not part of a node's registry. */
export type OtherRoot = Readonly<{ op: 'skip' }>;

/** A header, and the place of a backslash that ends its key. */
export type ReadHeader = Readonly<{ header: Header | OtherRoot; backslash?: number }>;

/** The key below HKLM that each root stands for. */
const ROOTS: Readonly<Record<string, string>> = {
  HKEY_LOCAL_MACHINE: '',
  HKEY_CLASSES_ROOT: 'SOFTWARE\\Classes',
};
/** The roots that Windows has besides. @see "Predefined Keys", Microsoft */
const OTHER_ROOTS: readonly string[] = [
  'HKEY_CURRENT_CONFIG',
  'HKEY_CURRENT_USER',
  'HKEY_CURRENT_USER_LOCAL_SETTINGS',
  'HKEY_DYN_DATA',
  'HKEY_PERFORMANCE_DATA',
  'HKEY_PERFORMANCE_NLSTEXT',
  'HKEY_PERFORMANCE_TEXT',
  'HKEY_USERS',
];

const EXPECTED_ROOT = `expected ${Object.keys(ROOTS).join(' or ')}`;

/**
 * A line in brackets.
 *
 * @param skips true if keys below other roots are left out
 */
export const parseHeader = (cursor: Cursor, skips: boolean): ReadHeader => {
  cursor.expect('[');
  const isDeletion = cursor.take('-');
  const start = cursor.place;
  const line = cursor.takeLine();
  // A key's name may have brackets, so the last bracket closes.
  const end = line.lastIndexOf(']');
  if (end < 0) cursor.fail('expected "]"', start + line.length);
  const rest = line.slice(end + 1).trimStart();
  if (rest !== '' && !rest.startsWith(';'))
    cursor.fail(EXPECTED_END, start + line.length - rest.length);
  const written = line.slice(0, end);
  const path = written.replace(/\\+$/, '');
  const header = headerOf(cursor, { path, isDeletion, start, skips });
  return path === written ? { header } : { header, backslash: start + path.length };
};

type Written = Readonly<{ path: string; isDeletion: boolean; start: number; skips: boolean }>;

const headerOf = (cursor: Cursor, written: Written): Header | OtherRoot => {
  const { path, isDeletion, start } = written;
  const root = path.split('\\', 1).join('');
  const below = ROOTS[root.toUpperCase()];
  if (below === undefined) return otherRoot(cursor, root, written);
  const isRoot = path.length === root.length;
  if (isDeletion && isRoot) cursor.fail(`${root} can't be deleted`, start);
  const key = isRoot
    ? below
    : inFile(cursor, start, () => parseBelow(below, path.slice(root.length + 1)));
  return { op: isDeletion ? 'delete-key' : 'create-key', key };
};

const otherRoot = (cursor: Cursor, root: string, { start, skips }: Written): OtherRoot => {
  const isOther = OTHER_ROOTS.includes(root.toUpperCase());
  if (isOther && skips) return { op: 'skip' };
  const cure = isOther ? '; otherRoots=skip leaves its keys out' : '';
  return cursor.fail(`${EXPECTED_ROOT} instead of "${root}"${cure}`, start);
};

/** A key that is checked as it is written, and again below its root, where it may be too deep. */
const parseBelow = (root: string, key: string): string =>
  root === '' ? parseKey(key) : parseKey(joinKey(root, parseKey(key)));

/** Reports a refusal of the registry at its place in the file. */
export const inFile = (cursor: Cursor, place: number, parse: () => string): string => {
  try {
    return parse();
  } catch (error) {
    if (error instanceof ClusterError) return cursor.fail(error.detail, place);
    throw error;
  }
};
