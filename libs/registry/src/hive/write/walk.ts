import { type NamedValue } from '../../tree/tree.js';
import { NOWHERE } from '../format.js';
import { addKey, addKeyList, utf16Length, type KeyFacts, type KeyItem } from './key-cells.js';
import { addSecurity } from './security.js';
import { type HiveForm, type Sink } from './sink.js';
import { addOffsets, addValue } from './value-cells.js';

/** A key with its subtree, as its values and keys are read. */
export type HiveSource = Readonly<{
  name: string;
  /** By folded name. */
  values: Iterable<NamedValue>;
  /** By folded name. */
  keys: () => Iterable<HiveSource>;
}>;

/** The places that are known only after a walk over all keys. */
export type Places = Readonly<{
  /** By the order of the keys, depth first. */
  keys: readonly KeyFacts[];
  root: number;
  security: number;
}>;

const NO_FACTS: KeyFacts = {
  keyCount: 0,
  valueCount: 0,
  keyList: NOWHERE,
  valueList: NOWHERE,
  largestKeyName: 0,
  largestValueName: 0,
  largestValueData: 0,
};

const NO_PLACES: Places = { keys: [], root: NOWHERE, security: NOWHERE };

/** A key whose subkeys are being added. */
type OpenKey = Readonly<{
  index: number;
  offset: number;
  values: ValueFacts;
  keys: Iterator<HiveSource>;
  items: KeyItem[];
}>;

type ValueFacts = Pick<
  KeyFacts,
  'valueCount' | 'valueList' | 'largestValueName' | 'largestValueData'
>;

/** The name of the root has no meaning: a hive gets the name under which it is loaded. */
const ROOT = 'ROOT';

/**
 * Adds all cells of a hive to a sink, each at the same place in every walk. A key node names cells
 * that follow later, so that the first walk only measures and finds the places for the second one.
 */
export class Walk {
  private readonly facts: KeyFacts[] = [];

  constructor(
    private readonly sink: Sink,
    private readonly options: Readonly<{ form: HiveForm; written: bigint }>,
    private readonly known: Places = NO_PLACES,
  ) {}

  /**
   * Runs in small steps.
   *
   * @throws UnwritableHive for a key that does not fit the form
   */
  *run(root: HiveSource): Generator<undefined, Places> {
    const first = yield* this.open({ ...root, name: ROOT }, undefined);
    const open = [first];
    for (let key = open.at(-1); key !== undefined; key = open.at(-1)) {
      const next = key.keys.next();
      if (next.done === true) {
        this.close(key);
        open.pop();
      } else {
        const child = yield* this.open(next.value, key.offset);
        key.items.push({ name: next.value.name, offset: child.offset });
        open.push(child);
      }
      yield;
    }
    const security = addSecurity(this.sink, this.known.security, this.facts.length);
    return { keys: this.facts, root: first.offset, security };
  }

  private *open(key: HiveSource, parent: number | undefined): Generator<undefined, OpenKey> {
    const index = this.facts.push(NO_FACTS) - 1;
    const { written } = this.options;
    const { security, keys: known } = this.known;
    const offset = addKey(this.sink, key.name, () => ({
      name: key.name,
      parent,
      written,
      security,
      facts: known[index] ?? NO_FACTS,
    }));
    const values = yield* this.values(key);
    return { index, offset, values, keys: key.keys()[Symbol.iterator](), items: [] };
  }

  private *values(key: HiveSource): Generator<undefined, ValueFacts> {
    const offsets: number[] = [];
    let [largestValueName, largestValueData] = [0, 0];
    for (const value of key.values) {
      const { offset, bytes } = addValue(this.sink, this.options.form, value);
      offsets.push(offset);
      largestValueName = Math.max(largestValueName, utf16Length(value.name));
      largestValueData = Math.max(largestValueData, bytes);
      yield;
    }
    // Some readers take what follows the list for further items, so that no free cell may follow.
    const valueList = offsets.length === 0 ? NOWHERE : addOffsets(this.sink, offsets, true);
    return { valueCount: offsets.length, valueList, largestValueName, largestValueData };
  }

  private close({ index, values, items }: OpenKey): void {
    this.facts[index] = {
      ...values,
      keyCount: items.length,
      keyList: addKeyList(this.sink, this.options.form, items),
      largestKeyName: items.reduce((most, { name }) => Math.max(most, utf16Length(name)), 0),
    };
  }
}
