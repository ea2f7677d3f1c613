import { joinKey, splitKey } from './keys.js';
import { foldName } from './names.js';
import { type RegistryView } from './value.js';
import { LINKS, SHARING, type Sharing } from './wow64-table.js';

type Listed = { sharing: Sharing | undefined; children: Map<string, Listed> };

const listed = (sharing: Sharing | undefined): Listed => ({ sharing, children: new Map() });

/** The table as a tree, so that a key finds its nearest listed ancestor on its way down. */
const TABLE = listed('shared');
for (const [key, sharing] of SHARING) {
  let at = TABLE;
  for (const name of splitKey(foldName(key))) {
    const next = at.children.get(name) ?? listed(undefined);
    at.children.set(name, next);
    at = next;
  }
  at.sharing = sharing;
}

const NODE = 'Wow6432Node';
const FOLDED_NODE = foldName(NODE);
const CLASSES = ['SOFTWARE', 'CLASSES'] as const;

/** Whether 32-bit and 64-bit programs see different keys under a path. */
const isRedirected = (components: readonly string[]): boolean => {
  let at: Listed | undefined = TABLE;
  let sharing: Sharing = 'shared';
  for (const name of components) {
    at = at?.children.get(foldName(name));
    if (at === undefined) break;
    sharing = at.sharing ?? sharing;
  }
  return sharing === 'redirected';
};

/** How many components stand before the place of Wow6432Node: 1, or 2 below SOFTWARE\Classes. */
const depthOfNode = (components: readonly string[]): number =>
  CLASSES.every((name, index) => foldName(components[index] ?? '') === name) ? 2 : 1;

const redirect = (key: string): string => {
  const components = splitKey(key);
  if (mentionsWow6432Node(key) || !isRedirected(components)) return key;
  const depth = depthOfNode(components);
  return joinKey(...components.slice(0, depth), NODE, ...components.slice(depth));
};

const follow = (key: string): string =>
  LINKS.reduce((path, [link, target]) => {
    const depth = splitKey(link).length;
    const components = splitKey(path);
    return foldName(components.slice(0, depth).join('\\')) === foldName(link)
      ? joinKey(target, ...components.slice(depth))
      : path;
  }, key);

/**
 * Where a key, as a view shows it, physically is: WOW64 redirection first, then links. The caller's
 * spelling is kept. What is physical already stays as it is in the 64-bit view.
 */
export const effectiveKey = (key: string, view: RegistryView): string =>
  follow(view === '32-bit' ? redirect(key) : key);

/** Whether both views show the same physical key. */
export const isSharedKey = (key: string): boolean =>
  foldName(effectiveKey(key, '32-bit')) === foldName(effectiveKey(key, '64-bit'));

/** Whether a path was typed through the reserved Wow6432Node. */
export const mentionsWow6432Node = (key: string): boolean => {
  const components = splitKey(foldName(key));
  return components[0] === CLASSES[0] && components[depthOfNode(components)] === FOLDED_NODE;
};

/** Whether some key below this one is listed on its own: then a view may mix both copies. */
export const hasListedBelow = (key: string): boolean => {
  let at: Listed | undefined = TABLE;
  for (const name of splitKey(foldName(key))) at = at?.children.get(name);
  return at !== undefined && at.children.size > 0;
};
