import { ITEM_BYTES, LIST, OFFSET_BYTES } from '../format.js';
import { requireBytes, type Cell, type Cells } from './cells.js';
import { HiveError } from './hive-error.js';
import { type KeyNode } from './key-node.js';

/** The place of a key in the list of its parent. */
export type ListedKey = Readonly<{
  offset: number;
  /** The place of the list, in bytes from the start of the file. */
  list: number;
}>;

/**
 * The keys directly in a key, in the order of its list.
 *
 * @throws HiveError for a list that can't be read, or that has more or fewer keys than the key says
 */
export function* listedKeys(
  cells: Cells,
  { at, keyCount, keyList }: KeyNode,
): Generator<ListedKey, undefined> {
  if (keyCount === 0) return;
  let count = 0;
  for (const leaf of leaves(cells, cells.take(keyList, { what: 'a list of keys', from: at }))) {
    const { kind, items } = leaf;
    for (let index = 0; index < items; index += 1) {
      const offset = leaf.cell.data.readUInt32LE(LIST.items + index * widthOf(kind));
      yield { offset, list: leaf.cell.at };
    }
    count += items;
  }
  if (count !== keyCount)
    throw new HiveError(at, `the key says that it has ${keyCount} keys, its list has ${count}`);
}

type Leaf = Readonly<{ kind: string; items: number; cell: Cell }>;

function* leaves(cells: Cells, cell: Cell): Iterable<Leaf> {
  const list = readList(cell);
  if (list.kind !== 'ri') {
    yield list;
    return;
  }
  for (let index = 0; index < list.items; index += 1) {
    const offset = cell.data.readUInt32LE(LIST.items + index * OFFSET_BYTES);
    const leaf = readList(cells.take(offset, { what: 'a list of keys', from: cell.at }));
    if (leaf.kind === 'ri')
      throw new HiveError(leaf.cell.at, 'an index root ("ri") in an index root');
    yield leaf;
  }
}

const WIDTHS = new Map<string, number>(Object.entries(ITEM_BYTES));

const widthOf = (kind: string): number => WIDTHS.get(kind) ?? 0;

const readList = (cell: Cell): Leaf => {
  const kind = cell.data.toString('latin1', LIST.signature, LIST.count);
  if (widthOf(kind) === 0)
    throw new HiveError(
      cell.at,
      `expected a list of keys ("li", "lf", "lh" or "ri"), found ${JSON.stringify(kind)}`,
    );
  const items = cell.data.readUInt16LE(LIST.count);
  requireBytes(cell, LIST.items + items * widthOf(kind), `a list of ${items} keys`);
  return { kind, items, cell };
};
