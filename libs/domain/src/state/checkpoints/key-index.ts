import { foldName, splitKey } from '#registry';

/** The index that may change a branch in place. A fork gives both sides a new owner. */
type Owner = object;

type Branch<Item> = Readonly<{
  owner: Owner;
  items: Set<Item>;
  children: Map<string, Branch<Item>>;
}>;

const branch = <Item>(owner: Owner): Branch<Item> => ({
  owner,
  items: new Set(),
  children: new Map(),
});

/**
 * Items filed under physical keys. `atOrAbove` takes as many steps as the key is deep; `below`
 * takes as many as there are items. A fork shares the branches with the original, and each side
 * copies the branches that it changes.
 */
export class KeyIndex<Item> {
  private owner: Owner = {};
  private root = branch<Item>(this.owner);

  add(key: string, item: Item): void {
    let at = this.ownRoot();
    for (const name of splitKey(foldName(key)))
      at = this.ownChild(at, name, at.children.get(name) ?? branch<Item>(this.owner));
    at.items.add(item);
  }

  delete(key: string, item: Item): void {
    const path: [Branch<Item>, string][] = [];
    let at = this.ownRoot();
    for (const name of splitKey(foldName(key))) {
      path.push([at, name]);
      const child = at.children.get(name);
      if (child === undefined) return;
      at = this.ownChild(at, name, child);
    }
    at.items.delete(item);
    this.prune(path);
  }

  /** The items at the key or at an ancestor of it. */
  *atOrAbove(key: string): Iterable<Item> {
    let at: Branch<Item> | undefined = this.root;
    for (const name of splitKey(foldName(key))) {
      at = at.children.get(name);
      if (at === undefined) return;
      yield* at.items;
    }
  }

  /** The items below the key, without those at the key. */
  *below(key: string): Iterable<Item> {
    let at: Branch<Item> | undefined = this.root;
    for (const name of splitKey(foldName(key))) at = at?.children.get(name);
    const open = at === undefined ? [] : [...at.children.values()];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      yield* next.items;
      open.push(...next.children.values());
    }
  }

  /** An index with the same items that changes independently. */
  fork(): KeyIndex<Item> {
    const fork = new KeyIndex<Item>();
    fork.root = this.root;
    this.owner = {};
    return fork;
  }

  private ownRoot(): Branch<Item> {
    this.root = this.owned(this.root);
    return this.root;
  }

  private ownChild(parent: Branch<Item>, name: string, child: Branch<Item>): Branch<Item> {
    const owned = this.owned(child);
    parent.children.set(name, owned);
    return owned;
  }

  private owned(at: Branch<Item>): Branch<Item> {
    if (at.owner === this.owner) return at;
    return { owner: this.owner, items: new Set(at.items), children: new Map(at.children) };
  }

  private prune(path: readonly [Branch<Item>, string][]): void {
    for (const [parent, name] of [...path].reverse()) {
      const child = parent.children.get(name);
      if (child === undefined || child.items.size > 0 || child.children.size > 0) return;
      parent.children.delete(name);
    }
  }
}
