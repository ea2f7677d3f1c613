import {
  findKey,
  foldName,
  getValue,
  isWithin,
  joinKey,
  sameValue,
  splitKey,
  type ChangedPlace,
  type RegistryKey,
} from '#registry';

/** A key before and after a restore. */
type Restored = Readonly<{
  key: string;
  before: RegistryKey | undefined;
  after: RegistryKey | undefined;
}>;

/** The restores of one online so far, and the registry of the node after them. */
export class EarlierRestores {
  private readonly all: Restored[] = [];
  /** The keys above restored ones that their restores have made, folded. */
  private readonly made = new Set<string>();

  /** @param live the registry before the first of them */
  constructor(private readonly live: (key: string) => RegistryKey | undefined) {}

  /** The tree under a key after the restores so far. */
  treeAt(key: string): RegistryKey | undefined {
    const last = this.all.findLast((one) => isWithin(key, one.key));
    return last === undefined ? this.live(key) : belowOf(last.key, last.after, key);
  }

  /** The keys above a key that are missing, from the top. */
  missingAbove(key: string): readonly string[] {
    const names = splitKey(key);
    return names
      .slice(1)
      .map((_, depth) => joinKey(...names.slice(0, depth + 1)))
      .filter((above) => !this.made.has(foldName(above)) && this.treeAt(above) === undefined);
  }

  add(restored: Restored): void {
    if (restored.after !== undefined)
      for (const above of this.missingAbove(restored.key)) this.made.add(foldName(above));
    this.all.push(restored);
  }

  /** The number of restores so far. */
  get count(): number {
    return this.all.length;
  }

  /** True if one of the first restores has changed a place. */
  hasChanged(place: ChangedPlace, first: number): boolean {
    return this.all
      .slice(0, first)
      .some((one) => isWithin(place.key, one.key) && isChangedBy(one, place));
  }
}

/** The key at a physical path in a tree that begins at another one. */
const belowOf = (
  top: string,
  tree: RegistryKey | undefined,
  key: string,
): RegistryKey | undefined =>
  tree && findKey(tree, splitKey(key).slice(splitKey(top).length).join('\\'));

const isChangedBy = ({ key, before, after }: Restored, place: ChangedPlace): boolean => {
  const [was, is] = [before, after].map((tree) => belowOf(key, tree, place.key));
  if (place.name === null) return (was === undefined) !== (is === undefined);
  const name = foldName(place.name);
  const [had, has] = [was, is].map((found) => found && getValue(found, name));
  return had === undefined || has === undefined ? had !== has : !sameValue(had, has);
};
