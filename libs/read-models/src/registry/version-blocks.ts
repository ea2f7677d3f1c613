import { type RegistryValue } from '#registry';

import { Bulk } from '../file/bulk.js';
import { type ReadDatabase, type Row } from '../file/database.js';
import {
  countAfter,
  NOTHING,
  type Change,
  type EditCount,
  type Holding,
  type Place,
  type ValueChange,
} from '../places.js';

/** The content of a place from a write on. */
export type Version = Readonly<{
  /** Position of the write. */
  since: number;
  /** Revision of the write in the node's stream. */
  revision: number;
  /** Undefined if the write removed the value. */
  value: RegistryValue | undefined;
  /** True if a restore wrote it. */
  restored: boolean;
  /** Position of the edit that first wrote the value which a restore has put here. */
  origin: number | undefined;
  /** The spelling of the name, if it differs from that of its place. */
  spelling: string | undefined;
  /**
   * The last change of the state, if that was an earlier event: this one only changes the spelling.
   */
  lastChange: Change | undefined;
}>;

/** The longest text of a row. The rest of a longer row would take an overflow page of its own. */
const MAX_TEXT = 850;
const MAX_VERSIONS = 16;

/**
 * The versions of values, several in a row. The versions that one transaction wrote of one value
 * share rows, because a busy value has many. A version is valid until the next one of its place.
 */
export class VersionBlocks {
  private readonly rows: Bulk;

  constructor(db: ReadDatabase) {
    this.rows = new Bulk(db, 'value_versions', ['place', 'first', 'versions', 'edits', 'settled']);
  }

  /** Writes the versions of a place that are not in the file yet. */
  add(place: Place): void {
    for (let from = 0; from < place.written.length;) from = this.addSome(place, from);
  }

  /** Writes one row, of as many versions as fit. @returns the index of the first other version */
  private addSome({ id, name, written }: Place, from: number): number {
    const first = written[from];
    if (first === undefined) return written.length;
    let text = toText(first, first.since, name);
    let next = from + 1;
    for (const end = from + MAX_VERSIONS; next < end; next += 1) {
      const version = written[next];
      const more = version && toText(version, first.since, name);
      if (more === undefined || text.length + more.length > MAX_TEXT) break;
      text = `${text},${more}`;
    }
    this.rows.add(id, first.since, `[${text}]`, first.edits, first.settled);
    return next;
  }

  flush(): void {
    this.rows.flush();
  }
}

/**
 * The text of a version. Most are edits in the spelling of their place; only other ones take more
 * fields.
 */
const toText = (holding: Holding, first: number, placeName: string): string => {
  const { since, revision, json, restored, name, lastChange } = holding;
  const start = `[${since - first},${revision},${json}`;
  const source = toSource(holding);
  const isSpelled = json !== NOTHING && name !== placeName;
  if (lastChange !== undefined) return `${start},${source},${spellingText(name, lastChange)}]`;
  if (isSpelled) return `${start},${source},${JSON.stringify(name)}]`;
  return restored ? `${start},${source}]` : `${start}]`;
};

const spellingText = (name: string, change: Change): string =>
  `${JSON.stringify(name)},[${change.position},${change.revision},${toSource(change)}]`;

/** 0 for an edit; for a restore, the position of the origin, or 1 if it has none. */
type Source = number;

const UNKNOWN_ORIGIN: Source = 1;

const toSource = ({ restored, origin }: Pick<Change, 'restored' | 'origin'>): Source =>
  restored ? (origin ?? UNKNOWN_ORIGIN) : 0;

const ofSource = (source: Source): Pick<Version, 'restored' | 'origin'> => ({
  restored: source > 0,
  origin: source > UNKNOWN_ORIGIN ? source : undefined,
});

type Written = readonly [
  distance: number,
  revision: number,
  value: RegistryValue | null,
  source?: Source,
  spelling?: string,
  lastChange?: readonly [position: number, revision: number, source: Source],
];

/** The versions of a row with `first` and `versions`, in order. */
export const versionsOf = (row: Row): readonly Version[] => {
  const first = Number(row['first']);
  return (JSON.parse(String(row['versions'])) as Written[]).map(
    ([distance, revision, value, source = 0, spelling, lastChange]) => ({
      since: first + distance,
      revision,
      value: value ?? undefined,
      ...ofSource(source),
      spelling,
      lastChange: lastChange && {
        position: lastChange[0],
        revision: lastChange[1],
        ...ofSource(lastChange[2]),
      },
    }),
  );
};

/** The last version of a whole row up to a position, with the last change of its state. */
export const lastVersion = (
  row: Row,
  to = Infinity,
): Readonly<{ version: Version; change: ValueChange }> | undefined => {
  const versions = versionsOf(row).filter(({ since }) => since <= to);
  const version = versions.at(-1);
  if (version === undefined) return undefined;
  const first: EditCount = { edits: Number(row['edits']), settled: Number(row['settled']) };
  const count = versions
    .slice(1)
    .filter(({ lastChange }) => lastChange === undefined)
    .reduce((before, { restored }) => countAfter(before, restored), first);
  const { since: position, revision, restored, origin, lastChange } = version;
  const change = lastChange ?? { position, revision, restored, origin };
  return { version, change: { ...change, ...count } };
};

/** The JSON of a version's value. */
export const jsonOf = ({ value }: Version): string =>
  value === undefined ? NOTHING : JSON.stringify(value);

/** The value at a position of a row with `first` and `versions`; undefined if there was none. */
export const versionAt = (row: Row, position: number): Held | undefined => {
  const version = versionsOf(row).findLast(({ since }) => since <= position);
  return isHeld(version) ? version : undefined;
};

/** Position of the edit that first wrote a value which a restore has put here. */
export const originOf = ({ restored, origin, lastChange }: Version): number | undefined =>
  restored ? origin : lastChange?.origin;

/** The event that wrote a value: its position and, for a restore, that of the first edit. */
export type ValueWriting = Readonly<{ position: number; origin: number | undefined }>;

/** The event that wrote a version. */
export const writingOf = (version: Version): ValueWriting => ({
  position: version.since,
  origin: originOf(version),
});

/** A version that has a value. */
export type Held = Version & Readonly<{ value: RegistryValue }>;

export const isHeld = (version: Version | undefined): version is Held =>
  version?.value !== undefined;

/** Selects the row of each place with its content at the position ?2, and the place's texts. */
export const HELD_AT = `SELECT p.id, p.key, p.name, p.key_text, p.text, v.first, v.versions FROM value_places p
  JOIN value_versions v ON v.place = p.id AND v.first =
    (SELECT first FROM main.value_versions WHERE place = p.id AND first <= ?2 ORDER BY first DESC LIMIT 1)
  WHERE p.node = ?1`;
