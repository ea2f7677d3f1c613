import { fileSchemaOf, namesOf, verifiedRow, type Table } from '../file/table.js';
import { TABLES } from '../file/tables.js';

/** The columns of a table whose rows were different up to a position, as SQL. */
type Then = Readonly<Record<string, string>>;

/** How a table of the file below shows through: as it was at a position, or not at all. */
type Below = Readonly<{
  /** The column with the position since which a row is there; undefined for rows that always are. */
  since?: string;
  /** The columns that a later event has changed. */
  then?: Then;
  /** A further condition. */
  where?: string;
  isHidden?: true;
}>;

/** The position that the layer begins after; the tables' functions get it as a number. */
const AT = ':at';

const number = (sql: string): string => `CAST(${sql} AS INTEGER)`;
const bytes = (sql: string): string => `CAST(${sql} AS BLOB)`;

const until = (column: string): string =>
  number(`CASE WHEN until > ${AT} THEN NULL ELSE ${column} END`);

/** The rows of the tables as they were at a position. */
const BELOW: Readonly<Record<string, Below>> = {
  state: { isHidden: true },
  events: { since: 'first', then: { places: bytes(`cut_places(${AT}, first, places)`) } },
  moments: { since: 'position' },
  set_back: { since: 'position' },
  streams: { since: 'origin', then: { positions: bytes(`cut(${AT}, origin, positions)`) } },
  operations: { since: 'first', then: { entries: bytes(`cut_entries(${AT}, first, entries)`) } },
  event_ids: { since: 'first', then: { entries: bytes(`cut_entries(${AT}, first, entries)`) } },
  operation_terms: { since: 'first' },
  postings: { since: 'first', then: { positions: bytes(`cut(${AT}, first, positions)`) } },
  key_versions: {
    since: 'since',
    then: {
      until: until('until'),
      until_revision: until('until_revision'),
      until_restored: until('until_restored'),
    },
  },
  value_versions: {
    since: 'first',
    then: { versions: `CAST(cut_versions(${AT}, first, versions) AS TEXT)` },
  },
  writes: { since: 'first' },
  worlds: { since: 'position' },
  captures: { since: 'position' },
  standings: { since: 'since' },
  container_changes: { since: 'position' },
  lost_writes: { since: 'position' },
  lost_postings: {
    where: 'first <= (SELECT last FROM temp.lost_then)',
    then: { positions: bytes(`cut((SELECT last FROM temp.lost_then), first, positions)`) },
  },
  lost_totals: { since: 'position' },
  lost_decisions: { since: 'position' },
  parked: { since: 'position' },
  // Rows that are there for ever; those of later events are never asked for.
  ...Object.fromEntries(
    ['terms', 'lost_terms', 'value_places', 'staged'].map((name) => [name, {}]),
  ),
  // The secured revisions of now: see `WITHOUT_HISTORY`.
  ...Object.fromEntries(['bases', 'carried', 'carriers'].map((name) => [name, {}])),
  // Nobody asks a layer for a timeline, and nobody searches it.
  search_terms: { isHidden: true },
  lane_events: { isHidden: true },
  lane_counts: { isHidden: true },
  lane_spans: { isHidden: true },
  search_blocks: { isHidden: true },
  search_postings: { isHidden: true },
};

/** Tables of what is secured now, which has no history: see `SecuredThen`. */
const WITHOUT_HISTORY: ReadonlySet<string> = new Set(['bases', 'carried', 'carriers']);

/** The tables in which a row of the layer takes the place of the row with the same key below. */
const REPLACED: ReadonlySet<string> = new Set(['key_versions', 'parked', 'moments']);

/** The tables that give their rows numbers. They go on with the numbers of the file below. */
const NUMBERED = ['key_versions', 'terms', 'lost_terms'] as const;

/**
 * The schema of a layer in memory over a file that is attached as `base`: a table's name stands for
 * its rows in both.
 *
 * @param at the position after which the layer begins; undefined for the end of the file
 */
export const layerSchema = (at: number | undefined): string =>
  [
    ...TABLES.flatMap(fileSchemaOf).map(numbering),
    ...NUMBERED.map(
      (name) =>
        `INSERT INTO main.sqlite_sequence (name, seq) SELECT '${name}', ifnull(max(id), 0) FROM base.${name}`,
    ),
    `CREATE TEMP TABLE lost_then AS SELECT ifnull((${LAST_LOST(at)}), 0) AS last`,
    ...TABLES.map((table) => viewOf(table, at)),
  ].join(';');

/** The number of the last lost write up to a position. */
const LAST_LOST = (at = Number.MAX_SAFE_INTEGER): string =>
  `SELECT seq FROM base.lost_writes WHERE position <= ${at} ORDER BY position DESC, seq DESC LIMIT 1`;

/** A row gets no number that a row of the file below may have. */
const numbering = (sql: string): string =>
  NUMBERED.some((name) => sql.startsWith(`CREATE TABLE ${name} `))
    ? sql.replace('id INTEGER PRIMARY KEY', 'id INTEGER PRIMARY KEY AUTOINCREMENT')
    : sql;

const viewOf = (table: Table, at: number | undefined): string => {
  const { name, columns } = table;
  const names = namesOf(columns);
  const own = `SELECT ${names.join(', ')} FROM main.${name}`;
  const below = BELOW[name];
  if (below === undefined) throw new Error(`say how table ${name} shows through a layer`);
  const isHidden = below.isHidden === true || (at !== undefined && WITHOUT_HISTORY.has(name));
  const both = isHidden ? own : `${own} UNION ALL ${rowsBelow(table, below, at)}`;
  return `CREATE TEMP VIEW ${name} AS ${latest(name, names, both)}`;
};

/** The revisions of what is secured only grow. */
const latest = (name: string, names: readonly string[], both: string): string => {
  if (name !== 'bases' && name !== 'carriers') return both;
  const keys = names.filter((column) => column !== 'revision').join(', ');
  return `SELECT ${keys}, max(revision) AS revision FROM (${both}) GROUP BY ${keys}`;
};

const rowsBelow = (
  table: Table,
  { since, then = {}, where }: Below,
  at: number | undefined,
): string => {
  const { name, columns } = table;
  const names = namesOf(columns);
  const isPast = at !== undefined;
  const selected = names.map((column) =>
    isPast && then[column] !== undefined ? `${then[column]} AS ${column}` : column,
  );
  const conditions = [
    ...(isPast && since !== undefined ? [`${since} <= ${AT}`] : []),
    ...(isPast && where !== undefined ? [where] : []),
    ...(REPLACED.has(name) ? [notReplaced(table)] : []),
    verifiedRow(table),
  ];
  const sql = `SELECT ${selected.join(', ')} FROM base.${name} WHERE ${conditions.join(' AND ')}`;
  return sql.replaceAll(AT, String(at));
};

/** An instant of the layer also replaces all later ones below: a clock was set back. */
const notReplaced = ({ name, columns, key }: Table): string => {
  if (name === 'moments') return 'at < ifnull((SELECT min(at) FROM main.moments), 9e15)';
  const [id = ''] = key ?? namesOf(columns);
  return `${id} NOT IN (SELECT ${id} FROM main.${name})`;
};
