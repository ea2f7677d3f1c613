import { joinKey, splitKey } from './keys.js';
import { foldName } from './names.js';
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
import { type RegistryView } from './value.js';
import { effectiveKey, hasListedBelow } from './wow64.js';
import { LINKS } from './wow64-table.js';

/** A key as a view shows it. */
export type ViewKey = Readonly<{
  name: string;
  /** The path in the view, relative to HKLM. */
  path: string;
  values: Iterable<NamedValue>;
  valueCount: number;
  /** By folded name; made as they are walked. */
  keys: () => Iterable<ViewKey>;
  keyCount: () => number;
}>;

type Viewing = Readonly<{ tree: RegistryTree; view: RegistryView }>;

/** The key at a path of a view, '' for HKLM; undefined where there is none. */
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
  values: keyValues(key),
  valueCount: valueCount(key),
  keys: () => children(viewing, path, key),
  keyCount: () =>
    isPlain(viewing, path) ? keyCount(key) : [...children(viewing, path, key)].length,
});

/** Away from links and from the WOW64 table a view shows what is physically there. */
const isPlain = ({ view }: Viewing, path: string): boolean =>
  linksIn(path, view).length === 0 &&
  !(view === '32-bit' && hasListedBelow(path)) &&
  !isReserved(path);

function* children(viewing: Viewing, path: string, key: RegistryKey): Iterable<ViewKey> {
  const { tree, view } = viewing;
  const names = isPlain(viewing, path)
    ? [...subKeys(key)].map(({ name }) => name)
    : candidates(viewing, path, key);
  for (const name of names) {
    const child = viewKey(tree, joinKey(path, name), view);
    if (child !== undefined) yield child;
  }
}

/** Every name that may be listed: physical ones of either copy, and links. */
const candidates = ({ tree, view }: Viewing, path: string, key: RegistryKey): readonly string[] => {
  const names = new Map<string, string>();
  const native = view === '32-bit' ? findKey(tree, effectiveKey(path, '64-bit')) : undefined;
  const redirected =
    view === '32-bit' && isReserved(path) ? findKey(tree, joinKey(path, 'Wow6432Node')) : undefined;
  for (const source of [key, native, redirected])
    for (const { name } of source === undefined ? [] : subKeys(source))
      if (!names.has(foldName(name))) names.set(foldName(name), name);
  for (const name of linksIn(path, view))
    if (!names.has(foldName(name))) names.set(foldName(name), name);
  if (view === '32-bit' && isReserved(path)) names.delete('WOW6432NODE');
  return [...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, name]) => name);
};

/** Where Wow6432Node stands: SOFTWARE, and SOFTWARE\Classes. */
const isReserved = (path: string): boolean =>
  ['SOFTWARE', 'SOFTWARE\\CLASSES'].includes(foldName(path));

/** The links that stand directly in a key. */
const linksIn = (path: string, view: RegistryView): readonly string[] => {
  const physical = foldName(effectiveKey(path, view));
  return LINKS.filter(([link]) => foldName(parentOf(link)) === physical).map(
    ([link]) => splitKey(link).at(-1) ?? '',
  );
};

const parentOf = (key: string): string => splitKey(key).slice(0, -1).join('\\');
