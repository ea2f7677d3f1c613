import { type RegistryValue } from '#registry';

import { Bulk } from './bulk.js';
import { type ReadDatabase, type Row } from './database.js';

/** What a value's place held from a write on. */
export type Version = Readonly<{
  /** Position of the write. */
  since: number;
  /** Its place in the node's stream. */
  revision: number;
  /** Undefined where the write removed the value. */
  value: RegistryValue | undefined;
  /** Whether a restore wrote it. */
  restored: boolean;
  /** How the name is spelled, where not as its place has it. */
  spelling: string | undefined;
}>;

/** A version about to be written; its value is JSON, `null` where there is none. */
export type NewVersion = Readonly<{
  since: number;
  revision: number;
  json: string;
  restored: boolean;
  spelling: string | undefined;
}>;

/** What of longer rows does not fit into a page of a table without row ids is a page of its own. */
const MAX_TEXT = 850;
const MAX_VERSIONS = 16;

/**
 * The versions of values in rows of a few: those that one transaction wrote of one value share
 * rows, because of a hot one there are many. A version holds until the next one of its place.
 */
export class VersionBlocks {
  private readonly rows: Bulk;

  constructor(db: ReadDatabase) {
    this.rows = new Bulk(db, 'value_versions', ['place', 'first', 'versions']);
  }

  /** @param versions in order, and later than all that the place has */
  add(place: number, versions: readonly NewVersion[]): void {
    let [first, text, count] = [0, '', 0];
    for (const version of versions) {
      if (count === 0) first = version.since;
      const more = toText(version, first);
      const isFull = count === MAX_VERSIONS || text.length + more.length > MAX_TEXT;
      if (count > 0 && isFull) {
        this.rows.add(place, first, `[${text}]`);
        [first, text, count] = [version.since, toText(version, version.since), 1];
      } else {
        text = count === 0 ? more : `${text},${more}`;
        count += 1;
      }
    }
    if (count > 0) this.rows.add(place, first, `[${text}]`);
  }

  flush(): void {
    this.rows.flush();
  }
}

/** Most are no restore's and spelled as their place is: that is left out. */
const toText = (
  { since, revision, json, restored, spelling }: NewVersion,
  first: number,
): string => {
  const start = `[${since - first},${revision},${json}`;
  if (spelling !== undefined) return `${start},${restored ? 1 : 0},${JSON.stringify(spelling)}]`;
  return restored ? `${start},1]` : `${start}]`;
};

type Written = readonly [
  distance: number,
  revision: number,
  value: RegistryValue | null,
  restored?: 0 | 1,
  spelling?: string,
];

/** The versions of a row with `first` and `versions`, in order. */
export const versionsOf = (row: Row): readonly Version[] => {
  const first = Number(row['first']);
  return (JSON.parse(String(row['versions'])) as Written[]).map(
    ([distance, revision, value, restored = 0, spelling]) => ({
      since: first + distance,
      revision,
      value: value ?? undefined,
      restored: restored === 1,
      spelling,
    }),
  );
};

/** The value of a row with `first` and `versions` that was there at a position. */
export const versionAt = (row: Row, position: number): Held | undefined => {
  const version = versionsOf(row).findLast(({ since }) => since <= position);
  return isHeld(version) ? version : undefined;
};

/** A version that has a value. */
export type Held = Version & Readonly<{ value: RegistryValue }>;

export const isHeld = (version: Version | undefined): version is Held =>
  version?.value !== undefined;

/** The row of each place that tells what it held at the position ?2, with the place's texts. */
export const HELD_AT = `SELECT p.id, p.key, p.name, p.key_text, p.text, v.first, v.versions FROM value_places p
  JOIN value_versions v ON v.place = p.id AND v.first =
    (SELECT max(first) FROM value_versions WHERE place = p.id AND first <= ?2)
  WHERE p.node = ?1`;
