import { joinKey, keyFault } from '../../keys.js';
import { type RegistryChange } from '../../values/value.js';
import { HiveError } from './hive-error.js';
import { type HivePart } from './hive-reader.js';

/**
 * The greatest length of all paths, in UTF-16 units. A change names the whole path of its key, while
 * a hive has each name once: a deep hive could become much larger than its file.
 */
const MAX_PATHS = 128 * 1024 * 1024;

/**
 * The changes that merge a hive into a key: they create its keys and set its values, and delete
 * nothing. The paths are relative to HKLM, of which the key may be the root ('').
 *
 * @param maxPaths the greatest length of all paths, in UTF-16 units
 * @throws HiveError during the iteration
 */
export function* changesOfHive(
  parts: Iterable<HivePart>,
  key: string,
  maxPaths = MAX_PATHS,
): Iterable<RegistryChange> {
  const way = new Way(key);
  let units = 0;
  for (const part of parts) {
    if (part.kind === 'key') way.enter(part);
    units += way.path.length;
    if (units > maxPaths)
      throw way.fault(`the paths of all keys and values have more than ${maxPaths} characters`);
    if (way.path !== '') yield changeOf(part, way.path);
    else if (part.kind === 'value') throw way.fault('HKEY_LOCAL_MACHINE itself has no values');
  }
}

const changeOf = (part: HivePart, key: string): RegistryChange =>
  part.kind === 'key'
    ? { op: 'create-key', key }
    : { op: 'set', key, name: part.name, value: part.value };

type KeyPart = Extract<HivePart, { kind: 'key' }>;

/** The way from the root of a hive to the last key. */
class Way {
  private readonly paths: string[] = [];
  private at = 0;

  constructor(private readonly root: string) {}

  /** The path of the last key. */
  get path(): string {
    return this.paths.at(-1) ?? this.root;
  }

  enter(part: KeyPart): void {
    this.at = part.at;
    this.paths.length = part.depth;
    this.paths.push(part.depth === 0 ? this.root : this.pathOf(part));
  }

  fault(reason: string): HiveError {
    return new HiveError(this.at, reason);
  }

  private pathOf({ name }: KeyPart): string {
    if (this.path !== '') return joinKey(this.path, name);
    const fault = keyFault(name);
    if (fault !== undefined) throw this.fault(`the name of the key ${fault}`);
    return name;
  }
}
