import { type RegistryValue } from '#registry';

import { Bulk } from './bulk.js';
import { type ReadDatabase, type Row } from './database.js';
import { changedBy, NOTHING, type Change, type ValueChange } from './places.js';

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
  /** The last change of the state, where that was an earlier event: this one only spells it anew. */
  origin: Change | undefined;
}>;

/** A version about to be written; its value is JSON, `null` where there is none. */
export type NewVersion = Readonly<{
  since: number;
  revision: number;
  json: string;
  restored: boolean;
  spelling: string | undefined;
  change: ValueChange;
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
    this.rows = new Bulk(db, 'value_versions', ['place', 'first', 'versions', 'edits', 'settled']);
  }

  /** @param versions in order, and later than all that the place has */
  add(place: number, versions: readonly NewVersion[]): void {
    for (let from = 0; from < versions.length;) from = this.addSome(place, versions, from);
  }

  /** One row, of as many versions as fit. @returns the index of the first of the others */
  private addSome(place: number, versions: readonly NewVersion[], from: number): number {
    const first = versions[from];
    if (first === undefined) return versions.length;
    let text = toText(first, first.since);
    let next = from + 1;
    for (const end = from + MAX_VERSIONS; next < end; next += 1) {
      const version = versions[next];
      const more = version && toText(version, first.since);
      if (more === undefined || text.length + more.length > MAX_TEXT) break;
      text = `${text},${more}`;
    }
    this.addRow(place, first, text);
    return next;
  }

  private addRow(place: number, { since, change }: NewVersion, text: string): void {
    this.rows.add(place, since, `[${text}]`, change.edits, change.settled);
  }

  flush(): void {
    this.rows.flush();
  }
}

/** Most are edits that are spelled as their places are: all else is left out. */
const toText = (version: NewVersion, first: number): string => {
  const { since, revision, json, restored, spelling, change } = version;
  const start = `[${since - first},${revision},${json}`;
  if (change.position !== since) {
    const origin = [change.position, change.revision, change.restored ? 1 : 0];
    return `${start},${restored ? 1 : 0},${JSON.stringify(spelling ?? null)},${JSON.stringify(origin)}]`;
  }
  if (spelling !== undefined) return `${start},${restored ? 1 : 0},${JSON.stringify(spelling)}]`;
  return restored ? `${start},1]` : `${start}]`;
};

type Written = readonly [
  distance: number,
  revision: number,
  value: RegistryValue | null,
  restored?: 0 | 1,
  spelling?: string | null,
  origin?: readonly [position: number, revision: number, restored: 0 | 1],
];

/** The versions of a row with `first` and `versions`, in order. */
export const versionsOf = (row: Row): readonly Version[] => {
  const first = Number(row['first']);
  return (JSON.parse(String(row['versions'])) as Written[]).map(
    ([distance, revision, value, restored = 0, spelling, origin]) => ({
      since: first + distance,
      revision,
      value: value ?? undefined,
      restored: restored === 1,
      spelling: spelling ?? undefined,
      origin: origin && { position: origin[0], revision: origin[1], restored: origin[2] === 1 },
    }),
  );
};

/** The last version of a whole row up to a position, with the last change of its state. */
export const lastVersion = (
  row: Row,
  to = Infinity,
): Readonly<{ version: Version; change: ValueChange }> | undefined => {
  const versions = versionsOf(row).filter(({ since }) => since <= to);
  const [first] = versions;
  const version = versions.at(-1);
  if (first === undefined || version === undefined) return undefined;
  const counts = { edits: Number(row['edits']), settled: Number(row['settled']) };
  const change = versions
    .slice(1)
    .reduce<ValueChange>(nextChange, { ...(first.origin ?? changeOf(first)), ...counts });
  return { version, change };
};

const changeOf = ({ since, revision, restored }: Version): Change => ({
  position: since,
  revision,
  restored,
});

const nextChange = (before: ValueChange, version: Version): ValueChange => {
  const { edits, settled } = before;
  return version.origin === undefined
    ? changedBy({ node: '', ...changeOf(version) }, before)
    : { ...version.origin, edits, settled };
};

/** The JSON of what a version holds. */
export const jsonOf = ({ value }: Version): string =>
  value === undefined ? NOTHING : JSON.stringify(value);

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
