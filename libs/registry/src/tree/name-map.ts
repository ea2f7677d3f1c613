import { foldName } from '../names.js';
import { entries, get, put, without, type Treap } from './treap.js';

/**
 * A persistent map by name: a changed map shares all but a few entries with the one before. Upper
 * and lower case of a name are equal. It is plain data.
 */
export type NameMap<Item> = Readonly<{ size: number; root?: Treap<Item> }>;

/** The map without entries. */
export const NO_NAMES: NameMap<never> = { size: 0 };

/** The item of a name; undefined if the map does not have the name. */
export const itemOf = <Item>({ root }: NameMap<Item>, name: string): Item | undefined =>
  get(root, foldName(name))?.item;

/** The map in which the name has the item. */
export const withItem = <Item>(
  { root, size }: NameMap<Item>,
  name: string,
  item: Item,
): NameMap<Item> => {
  const folded = foldName(name);
  const isKnown = get(root, folded) !== undefined;
  return { size: isKnown ? size : size + 1, root: put(root, { folded, name, item }) };
};

/** The map without the name; the same object if it does not have the name. */
export const withoutItem = <Item>(map: NameMap<Item>, name: string): NameMap<Item> => {
  const root = without(map.root, foldName(name));
  if (root === map.root) return map;
  return { size: map.size - 1, ...(root !== undefined && { root }) };
};

/** The items in the order of their names, without regard to case. */
export const itemsOf = <Item>({ root }: NameMap<Item>): readonly Item[] =>
  [...entries(root)].map(({ item }) => item);
