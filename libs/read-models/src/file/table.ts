/** A table of the read model's file, as data: its columns, its checksum and its view follow from it. */
export type Table = Readonly<{
  name: string;
  /** As SQL declares them, each with its name first. */
  columns: readonly string[];
  /** The columns of its primary key; absent for a table whose first column is a number of its own. */
  key?: readonly string[];
  /** `name (columns)`, with `UNIQUE` before it where it is. */
  indexes?: readonly string[];
}>;

/**
 * The part of the schema that is in the file. Every row has a checksum of the table's name and of all
 * its columns, which SQLite makes whenever the row is written.
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
 * The part that every connection makes for itself, so that no damage can touch it. A name alone means
 * the view, which gives no row with a wrong checksum; writes say `main.` before it. A row that is
 * changed is verified as well: it would have a new checksum over what is wrong.
 */
export const ownSchemaOf = ({ name, columns }: Table): readonly string[] => {
  const names = namesOf(columns);
  const verified = (of: string): string =>
    `verified(${of}checksum, '${name}', ${names.map((one) => of + one).join(', ')})`;
  return [
    `CREATE TEMP VIEW ${name} AS SELECT ${names.join(', ')} FROM main.${name} WHERE ${verified('')}`,
    `CREATE TEMP TRIGGER ${name}_update BEFORE UPDATE ON main.${name} BEGIN SELECT ${verified('old.')}; END`,
  ];
};

const indexSchema = (table: string, index: string): string => {
  const [, unique = '', name, columns] = /^(UNIQUE )?(\w+) (.*)$/.exec(index) ?? [];
  return `CREATE ${unique}INDEX ${name} ON ${table} ${columns}`;
};

const namesOf = (columns: readonly string[]): readonly string[] =>
  columns.map((column) => column.split(' ', 1)[0] ?? '');
