import { foldName } from '../names.js';
import { priorityOf, type Treap } from './treap.js';
import { type RegistryKey } from './tree.js';
import { type RegistryValue } from '../values/value.js';

/** One object of a tree. A reference is the number of an earlier record; 0 is none. */
type KeyRecord = readonly [
  name: string,
  valueCount: number,
  values: number,
  keyCount: number,
  keys: number,
];
type ValueNodeRecord = readonly [name: string, left: number, right: number, value: RegistryValue];
type KeyNodeRecord = readonly [key: number, left: number, right: number];

/** A record of an archive. Records must be read in the order in which they were written. */
export type TreeRecord = KeyRecord | ValueNodeRecord | KeyNodeRecord;

type Part = RegistryKey | Treap<RegistryValue> | Treap<RegistryKey>;

const isKey = (part: Part): part is RegistryKey => 'valueCount' in part;
const isKeyNode = (part: Treap<RegistryValue> | Treap<RegistryKey>): part is Treap<RegistryKey> =>
  'valueCount' in part.item;

/**
 * Turns trees into flat records. A shared part is written once, so that many versions of a tree
 * take little more space than one, and share the part again after they are read.
 */
export class TreeWriter {
  private readonly numbers = new Map<Part, number>();

  /** The records of a tree that were not written yet. */
  *write(key: RegistryKey | undefined): Iterable<TreeRecord> {
    const open: Part[] = key === undefined ? [] : [key];
    for (let part = open.at(-1); part !== undefined; part = open.at(-1)) {
      const missing = partsOf(part).filter((child) => !this.numbers.has(child));
      if (missing.length > 0 && !this.numbers.has(part)) {
        open.push(...missing);
        continue;
      }
      open.pop();
      if (this.numbers.has(part)) continue;
      yield this.record(part);
      this.numbers.set(part, this.numbers.size + 1);
    }
  }

  /** The reference to a tree that was written. */
  reference(key: RegistryKey | undefined): number {
    return this.numberOf(key);
  }

  private record(part: Part): TreeRecord {
    if (isKey(part)) {
      const { name, valueCount, values, keyCount, keys } = part;
      return [name, valueCount, this.numberOf(values), keyCount, this.numberOf(keys)];
    }
    const [left, right] = [this.numberOf(part.left), this.numberOf(part.right)];
    return isKeyNode(part)
      ? [this.numberOf(part.item), left, right]
      : [part.name, left, right, part.item];
  }

  private numberOf(part: Part | undefined): number {
    return part === undefined ? 0 : (this.numbers.get(part) ?? 0);
  }
}

const partsOf = (part: Part): readonly Part[] => {
  const parts: readonly (Part | undefined)[] = isKey(part)
    ? [part.values, part.keys]
    : [isKeyNode(part) ? part.item : undefined, part.left, part.right];
  return parts.filter((child) => child !== undefined);
};

const KEY_LENGTH = 5;
const VALUE_NODE_LENGTH = 4;
const KEY_NODE_LENGTH = 3;

/** Builds trees from records. */
export class TreeReader {
  private readonly parts: (Part | undefined)[] = [undefined];

  read(record: TreeRecord): void {
    this.parts.push(this.part(record));
  }

  /** @throws Error for a reference to a record that is not a key, or was not read */
  tree(reference: number): RegistryKey | undefined {
    const part = this.parts[reference];
    if (reference !== 0 && (part === undefined || !isKey(part)))
      throw new Error(`record ${reference} is not a key`);
    return part as RegistryKey | undefined;
  }

  private part(record: TreeRecord): Part {
    switch (record.length) {
      case KEY_LENGTH: {
        const [name, valueCount, values, keyCount, keys] = record;
        return {
          name,
          values: this.parts[values] as Treap<RegistryValue> | undefined,
          valueCount,
          keys: this.parts[keys] as Treap<RegistryKey> | undefined,
          keyCount,
        };
      }
      case VALUE_NODE_LENGTH: {
        const [name, left, right, item] = record;
        return this.node({ name, item }, left, right);
      }
      case KEY_NODE_LENGTH: {
        const [key, left, right] = record;
        const item = this.parts[key] as RegistryKey;
        return this.node({ name: item.name, item }, left, right);
      }
    }
  }

  private node<Item>(
    { name, item }: { name: string; item: Item },
    left: number,
    right: number,
  ): Treap<Item> {
    const folded = foldName(name);
    return {
      folded,
      name,
      priority: priorityOf(folded),
      item,
      left: this.parts[left] as Treap<Item> | undefined,
      right: this.parts[right] as Treap<Item> | undefined,
    };
  }
}
