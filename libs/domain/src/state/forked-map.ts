/**
 * A map that forks in constant time: both sides share the entries until one side writes and copies
 * them.
 */
export class ForkedMap<Key, Value> {
  private isShared = false;

  constructor(private entriesOf: Map<Key, Value> = new Map()) {}

  get size(): number {
    return this.entriesOf.size;
  }

  get(key: Key): Value | undefined {
    return this.entriesOf.get(key);
  }

  keys(): Iterable<Key> {
    return this.entriesOf.keys();
  }

  values(): Iterable<Value> {
    return this.entriesOf.values();
  }

  [Symbol.iterator](): Iterator<[Key, Value]> {
    return this.entriesOf[Symbol.iterator]();
  }

  set(key: Key, value: Value): void {
    if (this.isShared) this.own();
    this.entriesOf.set(key, value);
  }

  delete(key: Key): void {
    if (this.isShared) this.own();
    this.entriesOf.delete(key);
  }

  /** A map with the same entries that changes independently. */
  fork(): ForkedMap<Key, Value> {
    this.isShared = true;
    const fork = new ForkedMap(this.entriesOf);
    fork.isShared = true;
    return fork;
  }

  private own(): void {
    this.entriesOf = new Map(this.entriesOf);
    this.isShared = false;
  }
}
