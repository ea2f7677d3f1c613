import { joinKey, splitKey } from '../keys.js';
import { foldName } from '../names.js';
import {
  findKey,
  keyCount,
  keyValues,
  subKeys,
  valueCount,
  type NamedValue,
  type RegistryKey,
  type RegistryTree,
} from './tree.js';
import { type RegistryView } from '../values/value.js';
import { LINKS } from '../wow64/wow64-table.js';
import { effectiveKey, hasListedBelow } from '../wow64/wow64.js';

/** A key as a view shows it. */
export type ViewKey = Readonly<{
  name: string;
  /** The path in the view, relative to HKLM. */
  path: string;
  /** By folded name. */
  values: Iterable<NamedValue>;
  valueCount: number;
  /** By folded name; each key is made during the iteration. */
  keys: () => Iterable<ViewKey>;
  keyCount: () => number;
}>;

type Viewing = Readonly<{ tree: RegistryTree; view: RegistryView }>;

/** The key at a path of a view, '' for HKLM; undefined if absent. */
export const viewKey = (
  tree: RegistryTree,
  path: string,
  view: RegistryView,
): ViewKey | undefined => {
  const key = findKey(tree, effectiveKey(path, view));
  return key && toView({ tree, view }, path, key);
};

const toView = (viewing: Viewing, path: string, key: RegistryKey): ViewKey => ({
  name: splitKey(path).at(-1) ?? '',
  path,
  values: { [Symbol.iterator]: () => keyValues(key)[Symbol.iterator]() },
  valueCount: valueCount(key),
  keys: () => children(viewing, path, key),
  keyCount: () =>
    isPlain(viewing, path) ? keyCount(key) : [...children(viewing, path, key)].length,
});

/** True for a path at which the view shows the physical key, without links and redirection. */
const isPlain = ({ view }: Viewing, path: string): boolean =>
  linksIn(path, view).length === 0 && !(view === '32-bit' && hasListedBelow(path));

function* children(viewing: Viewing, path: string, key: RegistryKey): Iterable<ViewKey> {
  if (isPlain(viewing, path)) {
    for (const child of subKeys(key)) yield toView(viewing, joinKey(path, child.name), child);
    return;
  }
  for (const name of candidates(viewing, path, key)) {
    const child = viewKey(viewing.tree, joinKey(path, name), viewing.view);
    if (child !== undefined) yield child;
  }
}

/** All names that the list may have: physical ones of either copy, and links. */
const candidates = ({ tree, view }: Viewing, path: string, key: RegistryKey): readonly string[] => {
  const names = new Map<string, string>();
  const add = (name: string): void => {
    const folded = foldName(name);
    if (!names.has(folded)) names.set(folded, name);
  };
  const sources = view === '32-bit' ? [key, ...otherCopies(tree, path)] : [key];
  for (const source of sources) for (const { name } of subKeys(source)) add(name);
  for (const name of linksIn(path, view)) add(name);
  if (view === '32-bit' && isReserved(path)) names.delete('WOW6432NODE');
  return [...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, name]) => name);
};

/** The other physical keys whose subkeys the 32-bit view may show below a path. */
const otherCopies = (tree: RegistryTree, path: string): readonly RegistryKey[] =>
  [path, ...(isReserved(path) ? [joinKey(path, 'Wow6432Node')] : [])]
    .map((other) => findKey(tree, effectiveKey(other, '64-bit')))
    .filter((other) => other !== undefined);

/** True for the parents of Wow6432Node: SOFTWARE, and SOFTWARE\Classes. */
const isReserved = (path: string): boolean =>
  ['SOFTWARE', 'SOFTWARE\\CLASSES'].includes(foldName(path));

const LINKS_BY_PARENT = Map.groupBy(
  LINKS.map(([link]) => splitKey(link)),
  (components) => foldName(components.slice(0, -1).join('\\')),
);

/** The links directly in a key. */
const linksIn = (path: string, view: RegistryView): readonly string[] =>
  (LINKS_BY_PARENT.get(foldName(effectiveKey(path, view))) ?? []).map(
    (components) => components.at(-1) ?? '',
  );
