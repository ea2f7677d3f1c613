import { type RegistryChange } from '#registry';

import { type ReadDatabase } from '../file/database.js';
import { KeyCache, type CachedKey } from './key-cache.js';
import { isBelow } from './key-rows.js';
import { type Touched } from '../ledger/losses/touched.js';
import {
  changeOf,
  countAfter,
  isThere,
  NOTHING,
  type Holding,
  type NotedChange,
  type Place,
  type Writing,
} from '../places.js';
import { SearchWriter } from '../search/search-writer.js';
import { ValuePlaces } from './value-places.js';
import { VersionBlocks } from './version-blocks.js';
import { Writes } from './writes.js';

type ChangeOf<Op extends RegistryChange['op']> = Extract<RegistryChange, { op: Op }>;
/** The listener for the keys that changes name, and the place of their event. */
type Noting = Readonly<{
  writing: Pick<Writing, 'node' | 'position'>;
  /** Called for each named key, with its lineage. */
  onKey: (lineage: readonly string[], change: NotedChange) => void;
}>;

type Apply = Readonly<{
  writing: Writing;
  onKey: Noting['onKey'];
  /** For a restore: the position of the edit that first wrote a value. */
  originOf?: OriginOf | undefined;
  /** Records each changed place with its earlier state. */
  touched?: Touched | undefined;
  /** True if one of the changes may delete a key. */
  endsKeys: boolean;
}>;

/** The position of the edit that first wrote a value which is being restored. */
export type OriginOf = (value: Readonly<{ key: string; name: string }>) => number | undefined;

type At = Readonly<{ key: CachedKey; place: Place }>;

/** Writes the versions of keys and values of the nodes' registries. */
export class RegistryVersions {
  private readonly keys: KeyCache;
  private readonly places: ValuePlaces;
  private readonly blocks: VersionBlocks;
  private readonly writes: Writes;
  /** Places with versions that are not in the file yet, by their keys. */
  private readonly changed = new Map<CachedKey, Set<Place>>();
  private readonly search: SearchWriter | undefined;
  /** The versions that are not in the file yet, in the order of the log. */
  private searched: Readonly<{ node: string; place: Place; holding: Holding }>[] = [];
  private readonly replaced = new Set<Holding>();
  private count = 0;

  constructor(db: ReadDatabase) {
    this.keys = new KeyCache(db);
    this.places = new ValuePlaces(db, this.keys);
    this.blocks = new VersionBlocks(db);
    this.writes = new Writes(db);
    // Nobody searches a layer.
    this.search = db.isLayer ? undefined : new SearchWriter(db);
  }

  /** The number of versions that are not in the file yet. */
  get pending(): number {
    return this.count;
  }

  /** Applies the changes of one event. */
  apply(changes: Iterable<RegistryChange>, how: Apply): void {
    // The values that a key takes with it are looked up in the file, and among this event's own.
    if (how.endsKeys) this.flush();
    for (const [key, change] of this.noted(changes, how)) this.applyOne(key, change, how);
  }

  /** The position of the edit that first wrote the value that a place had at a position. */
  originAt(
    { node, position }: Readonly<{ node: string; position: number }>,
    { key, name }: Readonly<{ key: string; name: string }>,
  ): number | undefined {
    const place = this.places.known(this.keys.of(node, key), name);
    const change = place && this.places.changeAt(place, position);
    return change?.restored === true ? change.origin : change?.position;
  }

  /** Notes the keys of changes that have no effect yet. */
  stage(changes: Iterable<RegistryChange>, how: Noting): void {
    const noted = this.noted(changes, how);
    while (noted.next().done !== true);
  }

  private *noted(
    changes: Iterable<RegistryChange>,
    { writing: { node, position }, onKey }: Noting,
  ): Generator<readonly [CachedKey, RegistryChange]> {
    let last: CachedKey | undefined;
    for (const change of changes) {
      const key = this.keys.of(node, change.key);
      const isDeletion = change.op === 'delete-key';
      if (key !== last || isDeletion) onKey(key.lineage, { position, isDeletion });
      last = key;
      yield [key, change];
    }
  }

  /** Writes the keys that are not in the file yet. */
  flushKeys(): void {
    this.keys.flush();
  }

  /** Writes the noted versions. */
  flush(): void {
    this.keys.flush();
    this.places.flush();
    this.noteSearched();
    const changed = [...this.changed.values()].flatMap((places) => [...places]);
    for (const place of changed.sort((a, b) => a.id - b.id)) {
      this.blocks.add(place);
      place.written = [];
    }
    this.blocks.flush();
    this.writes.flush();
    this.search?.flush();
    this.changed.clear();
    this.count = 0;
    this.keys.trim();
  }

  /** Tells the search the noted versions that were not replaced by a later change of their event. */
  private noteSearched(): void {
    for (const { node, place, holding } of this.searched)
      if (!this.replaced.has(holding)) {
        const { since: position, json } = holding;
        this.search?.note({ position, place: place.id, node, json });
      }
    this.searched = [];
    this.replaced.clear();
  }

  private applyOne(key: CachedKey, change: RegistryChange, how: Apply): void {
    if (change.op === 'delete-key') {
      this.endKey(key, change.key, how);
      return;
    }
    if (change.op !== 'delete-value') this.keys.ensure(key, change.key, how);
    if (change.op === 'set') this.setValue(key, change, how);
    if (change.op === 'delete-value')
      this.endValue({ key, place: this.places.of(key, change) }, how);
  }

  private setValue(key: CachedKey, change: ChangeOf<'set'>, how: Apply): void {
    const { writing, touched, originOf } = how;
    const place = this.places.of(key, change);
    const json = JSON.stringify(change.value);
    const { last } = place;
    const hasValue = isThere(last);
    if (hasValue && last.json === json) return;
    touched?.value(key, place);
    const name = hasValue ? last.name : change.name;
    const written = { ...writing, origin: originOf?.(change) };
    this.write({ key, place }, holdingOf(place, json, { name, writing: written }));
    this.noteChanged(key, place);
  }

  private endValue({ key, place }: At, { writing, touched }: Apply): void {
    const { last } = place;
    if (!isThere(last)) return;
    touched?.value(key, place);
    this.write({ key, place }, holdingOf(place, NOTHING, { name: last.name, writing }));
    this.noteChanged(key, place);
  }

  /** Adds a version. A version of the same event is replaced, because it was never visible. */
  private write({ key: { node }, place }: At, now: Holding): void {
    const { since } = now;
    if (place.last?.since === since) {
      const replaced = place.written.pop();
      if (replaced !== undefined) this.replaced.add(replaced);
    } else {
      place.prior = place.last;
      this.writes.note(since, place.id);
    }
    if (isAsBefore(place.prior, now)) place.last = place.prior;
    else {
      place.last = now;
      place.written.push(now);
      this.searched.push({ node, place, holding: now });
      this.count += 1;
    }
  }

  private noteChanged(key: CachedKey, place: Place): void {
    const changed = this.changed.get(key);
    if (changed === undefined) this.changed.set(key, new Set([place]));
    else changed.add(place);
  }

  private endKey({ folded }: CachedKey, text: string, how: Apply): void {
    const { node } = how.writing;
    const own = [...this.changed].filter(
      ([key]) => key.node === node && isBelow(key.folded, folded),
    );
    for (const [key, places] of own)
      for (const place of [...places]) this.endValue({ key, place }, how);
    for (const place of this.places.holding(node, folded))
      this.endValue({ key: this.keys.of(node, place.key), place }, how);
    this.keys.end({ folded, text }, how);
  }
}

type Written = Writing & Readonly<{ origin?: number | undefined }>;

/** The value of a place after a write. */
const holdingOf = (
  { last, prior }: Place,
  json: string,
  { name, writing }: Readonly<{ name: string; writing: Written }>,
): Holding => {
  const { position: since, revision, restored, origin } = writing;
  const before = last?.since === since ? prior : last;
  if (before?.json === json) return spelledAnew(before, name, writing);
  const { edits, settled } = countAfter(before, restored);
  return { json, since, revision, restored, origin, name, edits, settled, lastChange: undefined };
};

/** A version that only changes the spelling of a name keeps the last change of the state. */
const spelledAnew = (
  before: Holding,
  name: string,
  { position: since, revision, restored, origin }: Written,
): Holding => {
  const { edits, settled, ...lastChange } = changeOf(before);
  return { json: before.json, since, revision, restored, origin, name, edits, settled, lastChange };
};

/** True when an event leaves the state of a place as it was. */
const isAsBefore = (prior: Holding | undefined, { json, name }: Holding): boolean =>
  prior === undefined
    ? json === NOTHING
    : prior.json === json && (json === NOTHING || prior.name === name);
