/**
 * A table of the read model's file, as data. Its columns, its checksum and its view follow from it.
 */
export type Table = Readonly<{
  name: string;
  /** SQL declarations, each with the column's name first. */
  columns: readonly string[];
  /** The columns of the primary key; absent for a table whose first column is the row id. */
  key?: readonly string[];
  /** `name (columns)`, with `UNIQUE` in front if the index is unique. */
  indexes?: readonly string[];
}>;

/**
 * The part of the schema in the file. Every row has a checksum of the table's name and of all its
 * columns, which SQLite calculates at each write.
 */
export const fileSchemaOf = ({ name, columns, key, indexes = [] }: Table): readonly string[] => {
  const sum = `checksum INTEGER NOT NULL AS (row_sum('${name}', ${namesOf(columns).join(', ')})) STORED`;
  const parts = [...columns, sum, ...(key ? [`PRIMARY KEY (${key.join(', ')})`] : [])];
  return [
    `CREATE TABLE ${name} (${parts.join(', ')})${key ? ' WITHOUT ROWID' : ''}`,
    ...indexes.map((index) => indexSchema(name, index)),
  ];
};

/**
 * The part of the schema that every connection makes for itself, safe from damage of the file. A
 * table's name stands for its view, which refuses a row with a wrong checksum; writes name the
 * table with `main.`. A row is also verified before an update, which would give wrong values a
 * right checksum.
 */
export const ownSchemaOf = (table: Table): readonly string[] => {
  const { name, columns } = table;
  const names = namesOf(columns);
  return [
    `CREATE TEMP VIEW ${name} AS SELECT ${names.join(', ')} FROM main.${name} WHERE ${verifiedRow(table)}`,
    `CREATE TEMP TRIGGER ${name}_update BEFORE UPDATE ON main.${name} BEGIN SELECT ${verifiedRow(table, 'old.')}; END`,
  ];
};

/**
 * The condition that a row has the right checksum. SQLite puts the constant of `column = constant` in
 * the place of the column here too, and may then verify a row in which the column has another value: an
 * equality is for the columns of an index that finds the row.
 */
export const verifiedRow = ({ name, columns }: Table, of = ''): string => {
  const names = namesOf(columns).map((one) => of + one);
  return `verified(${of}checksum, '${name}', ${names.join(', ')})`;
};

const indexSchema = (table: string, index: string): string => {
  const [, unique = '', name, columns] = /^(UNIQUE )?(\w+) (.*)$/.exec(index) ?? [];
  return `CREATE ${unique}INDEX ${name} ON ${table} ${columns}`;
};

/** The names of columns. */
export const namesOf = (columns: readonly string[]): readonly string[] =>
  columns.map((column) => column.split(' ', 1)[0] ?? '');
