import { type RegistryChange, type RegistryValue } from '#registry';

import { type ReadDatabase } from './database.js';
import { KeysAtHand, type KeyAtHand } from './keys-at-hand.js';
import { type Holding, type Place } from './places.js';
import { ValuePlaces } from './value-places.js';
import { VersionBlocks } from './version-blocks.js';
import { Writes } from './writes.js';

/** The write of which a version is: where in the log, and where in its node's stream. */
export type Writing = Readonly<{
  node: string;
  position: number;
  revision: number;
  /** Whether a restore wrote it, and not somebody's edit. */
  restored: boolean;
}>;

/** A value that a change replaces or removes. */
export type Replaced = Readonly<{
  key: string;
  name: string;
  value: RegistryValue;
  /** What stands there afterwards. */
  kept: RegistryValue | undefined;
  /** Position and revision of the write that is replaced. */
  position: number;
  revision: number;
  restored: boolean;
}>;

type Change<Op extends RegistryChange['op']> = Extract<RegistryChange, { op: Op }>;
type Apply = Readonly<{
  writing: Writing;
  /** Told of each key that a change is about, by its lineage. */
  onKey: (lineage: readonly string[], position: number) => void;
  /** Told of each value that is replaced. */
  onReplaced: ((value: Replaced) => void) | undefined;
}>;

const NOTHING = 'null';

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

  /** Writes the versions that were made. */
  flush(): void {
    this.keys.flush();
    this.places.flush();
    const changed = [...this.changed.values()].flatMap((places) => [...places]);
    for (const place of changed.sort((a, b) => a.id - b.id)) {
      this.blocks.add(place.id, place.written);
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
      this.endKey(key.folded, how);
      return;
    }
    if (change.op !== 'delete-value') this.keys.ensure(key, change.key, how.writing.position);
    if (change.op === 'set') this.setValue(key, change, how);
    if (change.op === 'delete-value')
      this.endValue({ key, place: this.places.of(key, change) }, how);
  }

  private setValue(key: KeyAtHand, change: Change<'set'>, { writing, onReplaced }: Apply): void {
    const place = this.places.of(key, change);
    const json = JSON.stringify(change.value);
    const { open } = place;
    if (open?.json === json) return;
    if (open !== undefined) onReplaced?.(toReplaced(place, open, change.value));
    const name = open?.name ?? change.name;
    const { position: since, revision, restored } = writing;
    place.open = { json, since, revision, restored, name };
    this.write({ key, place }, writing);
  }

  private endValue(at: Readonly<{ key: KeyAtHand; place: Place }>, how: Apply): void {
    const { open } = at.place;
    if (open === undefined) return;
    how.onReplaced?.(toReplaced(at.place, open, undefined));
    at.place.open = undefined;
    this.write(at, how.writing);
  }

  /** What one event writes and replaces again was never to be seen. */
  private write(
    { key, place }: Readonly<{ key: KeyAtHand; place: Place }>,
    { position: since, revision, restored }: Writing,
  ): void {
    const { open, written } = place;
    const spelling = open === undefined || open.name === place.name ? undefined : open.name;
    const version = { since, revision, json: open?.json ?? NOTHING, restored, spelling };
    if (written[written.length - 1]?.since === since) written[written.length - 1] = version;
    else {
      written.push(version);
      this.writes.note(since, place.id);
    }
    this.count += 1;
    const changed = this.changed.get(key);
    if (changed === undefined) this.changed.set(key, new Set([place]));
    else changed.add(place);
  }

  private endKey(folded: string, how: Apply): void {
    const { node, position } = how.writing;
    const isBelow = (key: KeyAtHand): boolean =>
      key.node === node &&
      (folded === '' || key.folded === folded || key.folded.startsWith(`${folded}\\`));
    const own = [...this.changed].filter(([key]) => isBelow(key));
    for (const [key, places] of own)
      for (const place of [...places]) this.endValue({ key, place }, how);
    for (const place of this.places.holding(node, folded))
      this.endValue({ key: this.keys.of(node, place.key), place }, how);
    this.keys.end(node, folded, position);
  }
}

const toReplaced = (
  { key }: Place,
  { json, since: position, revision, restored, name }: Holding,
  kept: RegistryValue | undefined,
): Replaced => {
  const value = JSON.parse(json) as RegistryValue;
  return { key, name, value, kept, position, revision, restored };
};
