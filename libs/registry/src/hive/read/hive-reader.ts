import { FirstNotes } from '../../first-notes.js';
import { MAX_DEPTH } from '../../keys.js';
import { foldName } from '../../names.js';
import { type NamedValue } from '../../tree/tree.js';
import { MAX_VALUE_BYTES } from '../../values/value-bytes.js';
import { PAGE } from '../format.js';
import { readBaseBlock, type BaseFacts } from './base-block.js';
import { Cells } from './cells.js';
import { HiveError } from './hive-error.js';
import { listedKeys, type ListedKey } from './key-list.js';
import { readKeyNode, type KeyNode } from './key-node.js';
import { readKeyName } from './names.js';
import { valuesOf } from './values.js';

/** How a hive is read. */
export type HiveLimits = Readonly<{
  /** The greatest number of levels below the root. */
  maxDepth?: number;
  /** The longest data of a value. */
  maxValueBytes?: number;
}>;

/** A part of a hive that was left out, or has another meaning than elsewhere. */
export type HiveNote = Readonly<{
  /** In bytes from the start of the file. */
  offset: number;
  what: string;
}>;

/** The facts about a whole hive that are not its content. */
export type HiveReport = Readonly<{
  /** Such as `1.5`. */
  version: string;
  /** The first notes. */
  notes: readonly HiveNote[];
  /** The number of further notes. */
  moreNotes: number;
}>;

/**
 * A key, with its place in bytes from the start of the file, or a value of the key before it. The
 * root has the depth 0 and no name: a hive gets the name under which it is loaded.
 */
export type HivePart =
  | Readonly<{ kind: 'key'; depth: number; name: string; at: number }>
  | (Readonly<{ kind: 'value' }> & NamedValue);

/** A key whose subkeys are being read. */
type OpenKey = {
  readonly offset: number;
  readonly keys: Iterator<ListedKey, undefined>;
  /** The folded names of the subkeys up to now. */
  readonly names: Set<string>;
  /** The last of them, or undefined once one was out of order. */
  last: string | undefined;
};

/**
 * Reads a hive of the versions 1.3 to 1.6. Every cell is read once at most, so that time and memory
 * depend on the length of the file alone.
 *
 * A caller must hold the parts back until the end, because any later part may be at fault.
 */
export class HiveReader {
  private readonly base: BaseFacts;
  private readonly cells: Cells;
  private readonly notes = new FirstNotes<HiveNote>();
  private readonly maxDepth: number;
  private readonly maxValueBytes: number;

  /**
   * @param file the whole file; it is not copied, and must not change
   * @throws HiveError for a file that is no hive, or is damaged in its base block or bins
   */
  constructor(
    file: Uint8Array,
    { maxDepth = MAX_DEPTH, maxValueBytes = MAX_VALUE_BYTES }: HiveLimits = {},
  ) {
    const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
    this.base = readBaseBlock(bytes);
    this.cells = new Cells(bytes, this.base.binsSize);
    this.maxDepth = maxDepth;
    this.maxValueBytes = maxValueBytes;
  }

  /** Complete once all parts were read. */
  get report(): HiveReport {
    const { items, more } = this.notes;
    return { version: `1.${this.base.minor}`, notes: items, moreNotes: more };
  }

  /**
   * All keys, depth first, each followed by its values. Can be read once.
   *
   * @throws HiveError during the iteration
   */
  *parts(): Generator<HivePart, undefined> {
    const { root } = this.base;
    const node = readKeyNode(this.cells.take(root, { what: 'the root', from: 0 }));
    this.note(node.at, 'security descriptors are left out');
    yield { kind: 'key', depth: 0, name: '', at: node.at };
    const open = [yield* this.open(root, node)];
    for (let above = open.at(-1); above !== undefined; above = open.at(-1)) {
      const next = above.keys.next();
      if (next.done === true) {
        open.pop();
        continue;
      }
      const child = this.child(next.value, above);
      if (open.length > this.maxDepth)
        throw new HiveError(child.at, `the key lies deeper than ${this.maxDepth} levels`);
      const name = readKeyName(child.at, child.name);
      this.enter(above, name, child.at);
      yield { kind: 'key', depth: open.length, name, at: child.at };
      open.push(yield* this.open(next.value.offset, child));
    }
    return undefined;
  }

  private *open(offset: number, node: KeyNode): Generator<HivePart, OpenKey> {
    this.noteFlags(node);
    const limits = { minor: this.base.minor, maxValueBytes: this.maxValueBytes };
    for (const value of valuesOf(this.cells, node, limits)) yield { kind: 'value', ...value };
    return { offset, keys: listedKeys(this.cells, node), names: new Set(), last: '' };
  }

  private child({ offset, list }: ListedKey, above: OpenKey): KeyNode {
    const node = readKeyNode(this.cells.take(offset, { what: 'a key', from: list }));
    if (node.parent !== above.offset)
      throw new HiveError(
        node.at,
        `the key says that its parent is at byte ${PAGE + node.parent}, but byte ${PAGE + above.offset} lists it`,
      );
    if (this.base.isLayered && node.isLayer)
      throw new HiveError(node.at, 'the key is a layer: the hive is part of another one');
    return node;
  }

  /** @throws HiveError for a name that another key of the parent has, in any case */
  private enter(above: OpenKey, name: string, at: number): void {
    const { names, last } = above;
    const folded = foldName(name);
    if (names.has(folded))
      throw new HiveError(at, `its parent has two keys with the name "${name}"`);
    names.add(folded);
    if (last !== undefined && folded < last)
      this.note(at, 'the subkeys are out of order, so that Windows may not find all of them');
    above.last = last === undefined || folded < last ? undefined : folded;
  }

  private noteFlags(node: KeyNode): void {
    if (node.hasClassName) this.note(node.at, 'the class name of a key is left out');
    if (node.hasVolatileKeys) this.note(node.at, 'volatile keys are left out');
    if (node.isPredefined) this.note(node.at, 'a handle in place of values is left out');
    if (node.isLink) this.note(node.at, 'a symbolic link is read as a key, and not followed');
  }

  private note(offset: number, what: string): void {
    this.notes.add(() => ({ offset, what }));
  }
}
