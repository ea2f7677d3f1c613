import { foldName, splitKey } from '#registry';

type Branch<Item> = { items: Set<Item>; children: Map<string, Branch<Item>> };

const branch = <Item>(): Branch<Item> => ({ items: new Set(), children: new Map() });

/**
 * Things filed under physical keys, found by path: what stands at a key or above it in as many
 * steps as the key is deep, what stands below it in as many as there are.
 */
export class KeyIndex<Item> {
  private readonly root = branch<Item>();

  add(key: string, item: Item): void {
    let at = this.root;
    for (const name of splitKey(foldName(key))) {
      const next = at.children.get(name) ?? branch<Item>();
      at.children.set(name, next);
      at = next;
    }
    at.items.add(item);
  }

  delete(key: string, item: Item): void {
    const path: [Branch<Item>, string][] = [];
    let at: Branch<Item> | undefined = this.root;
    for (const name of splitKey(foldName(key))) {
      path.push([at, name]);
      at = at.children.get(name);
      if (at === undefined) return;
    }
    at.items.delete(item);
    this.prune(path);
  }

  /** What stands at the key or at an ancestor of it. */
  *atOrAbove(key: string): Iterable<Item> {
    let at: Branch<Item> | undefined = this.root;
    for (const name of splitKey(foldName(key))) {
      at = at.children.get(name);
      if (at === undefined) return;
      yield* at.items;
    }
  }

  /** What stands below the key, the key itself left out. */
  *below(key: string): Iterable<Item> {
    let at: Branch<Item> | undefined = this.root;
    for (const name of splitKey(foldName(key))) at = at?.children.get(name);
    const open = at === undefined ? [] : [...at.children.values()];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      yield* next.items;
      open.push(...next.children.values());
    }
  }

  private prune(path: readonly [Branch<Item>, string][]): void {
    for (const [parent, name] of [...path].reverse()) {
      const child = parent.children.get(name);
      if (child === undefined || child.items.size > 0 || child.children.size > 0) return;
      parent.children.delete(name);
    }
  }
}
