import { joinKey, splitKey } from '../keys.js';
import { foldName } from '../names.js';
import { type RegistryView } from '../values/value.js';
import { LINKS, SHARING, type Sharing } from './wow64-table.js';

type Listed = { sharing: Sharing | undefined; children: Map<string, Listed> };

const listed = (sharing: Sharing | undefined): Listed => ({ sharing, children: new Map() });

/** The table as a tree, so that a walk down a path finds the nearest listed ancestor. */
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

/** True if 32-bit and 64-bit programs see different keys under a folded path. */
const isRedirected = (folded: readonly string[]): boolean => {
  let at: Listed | undefined = TABLE;
  let sharing: Sharing = 'shared';
  for (const name of folded) {
    at = at.children.get(name);
    if (at === undefined) break;
    sharing = at.sharing ?? sharing;
  }
  return sharing === 'redirected';
};

/** The number of components before Wow6432Node: 1, or 2 below SOFTWARE\Classes. */
const depthOfNode = (folded: readonly string[]): number => (folded[1] === 'CLASSES' ? 2 : 1);

const isBehindNode = (folded: readonly string[]): boolean =>
  folded[0] === 'SOFTWARE' && folded[depthOfNode(folded)] === FOLDED_NODE;

const redirect = (key: string): string => {
  const folded = splitKey(foldName(key));
  if (isBehindNode(folded) || !isRedirected(folded)) return key;
  const components = splitKey(key);
  const depth = depthOfNode(folded);
  return joinKey(...components.slice(0, depth), NODE, ...components.slice(depth));
};

const FOLDED_LINKS = LINKS.map(([link, target]) => ({ folded: foldName(link), target }));

/** Follows the links in the order of the table: the target of a link may be a link further down. */
const follow = (key: string): string =>
  FOLDED_LINKS.reduce((path, { folded, target }) => {
    if (path.length < folded.length || foldName(path.slice(0, folded.length)) !== folded)
      return path;
    const rest = path.slice(folded.length);
    return rest === '' || rest.startsWith('\\') ? `${target}${rest}` : path;
  }, key);

/**
 * The physical path of a key in a view: first WOW64 redirection, then links. The caller's spelling
 * is kept. In the 64-bit view, a physical path leads to itself.
 *
 * @see "Registry Keys Affected by WOW64", Microsoft
 */
export const effectiveKey = (key: string, view: RegistryView): string =>
  follow(view === '32-bit' ? redirect(key) : key);

/** True if both views show the same physical key. */
export const isSharedKey = (key: string): boolean =>
  foldName(effectiveKey(key, '32-bit')) === foldName(effectiveKey(key, '64-bit'));

/** True if a path contains the reserved Wow6432Node. */
export const mentionsWow6432Node = (key: string): boolean => isBehindNode(splitKey(foldName(key)));

/** True if a key below this one is in the table: a view may then mix both copies. */
export const hasListedBelow = (key: string): boolean => {
  let at: Listed | undefined = TABLE;
  for (const name of splitKey(foldName(key))) at = at?.children.get(name);
  return at !== undefined && at.children.size > 0;
};
