import { type RegistryChange } from '#registry';

import { type ReadDatabase } from './database.js';
import { KeysAtHand, type KeyAtHand } from './keys-at-hand.js';
import { type Touched } from './ledger/touched.js';
import {
  changedBy,
  isThere,
  NOTHING,
  type Holding,
  type Place,
  type ValueChange,
  type Writing,
} from './places.js';
import { ValuePlaces } from './value-places.js';
import { VersionBlocks } from './version-blocks.js';
import { Writes } from './writes.js';

type ChangeOf<Op extends RegistryChange['op']> = Extract<RegistryChange, { op: Op }>;
type Apply = Readonly<{
  writing: Writing;
  /** Told of each key that a change is about, by its lineage. */
  onKey: (lineage: readonly string[], position: number) => void;
  /** Remembers each place that is changed, as it was before. */
  touched?: Touched | undefined;
}>;

type At = Readonly<{ key: KeyAtHand; place: Place }>;
type Held = Pick<Holding, 'json' | 'name'>;

/** What each key and value of the nodes' registries was, from which write on. */
export class RegistryVersions {
  private readonly keys: KeysAtHand;
  private readonly places: ValuePlaces;
  private readonly blocks: VersionBlocks;
  private readonly writes: Writes;
  /** Places with versions that are not in the file yet, by their keys. */
  private readonly changed = new Map<KeyAtHand, Set<Place>>();
  private count = 0;

  constructor(db: ReadDatabase) {
    this.keys = new KeysAtHand(db);
    this.places = new ValuePlaces(db, this.keys);
    this.blocks = new VersionBlocks(db);
    this.writes = new Writes(db);
  }

  /** How many versions are not in the file yet. */
  get pending(): number {
    return this.count;
  }

  /** Applies the changes of one event. */
  apply(changes: readonly RegistryChange[], how: Apply): void {
    // The values that a key takes with it are looked up in the file, and among this event's own.
    if (changes.some(({ op }) => op === 'delete-key')) this.flush();
    let last: KeyAtHand | undefined;
    for (const change of changes) {
      const key = this.keys.of(how.writing.node, change.key);
      if (key !== last) how.onKey(key.lineage, how.writing.position);
      last = key;
      this.applyOne(key, change, how);
    }
  }

  /** Writes the keys that are not in the file yet. */
  flushKeys(): void {
    this.keys.flush();
  }

  /** Writes the versions that were made. */
  flush(): void {
    this.keys.flush();
    this.places.flush();
    const changed = [...this.changed.values()].flatMap((places) => [...places]);
    for (const place of changed.sort((a, b) => a.id - b.id)) {
      if (place.written.length > 0) this.blocks.add(place.id, place.written);
      place.written = [];
    }
    this.blocks.flush();
    this.writes.flush();
    this.changed.clear();
    this.count = 0;
    this.keys.trim();
  }

  private applyOne(key: KeyAtHand, change: RegistryChange, how: Apply): void {
    if (change.op === 'delete-key') {
      this.endKey(key, change.key, how);
      return;
    }
    if (change.op !== 'delete-value') this.keys.ensure(key, change.key, how);
    if (change.op === 'set') this.setValue(key, change, how);
    if (change.op === 'delete-value')
      this.endValue({ key, place: this.places.of(key, change) }, how);
  }

  private setValue(key: KeyAtHand, change: ChangeOf<'set'>, { writing, touched }: Apply): void {
    const place = this.places.of(key, change);
    const json = JSON.stringify(change.value);
    const { last } = place;
    const hasValue = isThere(last);
    if (hasValue && last.json === json) return;
    touched?.value(key, place);
    this.write({ key, place }, { json, name: hasValue ? last.name : change.name }, writing);
  }

  private endValue(at: At, how: Apply): void {
    const { last } = at.place;
    if (!isThere(last)) return;
    how.touched?.value(at.key, at.place);
    this.write(at, { json: NOTHING, name: last.name }, how.writing);
  }

  /** What one event writes and replaces again was never to be seen. */
  private write(at: At, held: Held, writing: Writing): void {
    const { place } = at;
    const { position: since } = writing;
    if (place.last?.since === since) place.written.pop();
    else {
      place.prior = place.last;
      this.writes.note(since, place.id);
    }
    const { prior } = place;
    if (isSame(prior, held)) place.last = prior;
    else this.keep(at, { ...held, since, change: changeOf(prior, held, writing) }, writing);
  }

  private keep({ key, place }: At, last: Holding, { revision, restored }: Writing): void {
    const { json, since, name, change } = last;
    place.last = last;
    const spelling = json === NOTHING || name === place.name ? undefined : name;
    place.written.push({ since, revision, json, restored, spelling, change });
    this.count += 1;
    const changed = this.changed.get(key);
    if (changed === undefined) this.changed.set(key, new Set([place]));
    else changed.add(place);
  }

  private endKey({ folded }: KeyAtHand, text: string, how: Apply): void {
    const { node } = how.writing;
    const isBelow = (key: KeyAtHand): boolean =>
      key.node === node &&
      (folded === '' || key.folded === folded || key.folded.startsWith(`${folded}\\`));
    const own = [...this.changed].filter(([key]) => isBelow(key));
    for (const [key, places] of own)
      for (const place of [...places]) this.endValue({ key, place }, how);
    for (const place of this.places.holding(node, folded))
      this.endValue({ key: this.keys.of(node, place.key), place }, how);
    this.keys.end({ folded, text }, how);
  }
}

/** Whether an event leaves a place as it was before. */
const isSame = (prior: Holding | undefined, { json, name }: Held): boolean =>
  prior === undefined
    ? json === NOTHING
    : prior.json === json && (json === NOTHING || prior.name === name);

/** An event that only spells a name anew is no change of the state. */
const changeOf = (prior: Holding | undefined, { json }: Held, writing: Writing): ValueChange =>
  prior?.json === json ? prior.change : changedBy(writing, prior?.change);
