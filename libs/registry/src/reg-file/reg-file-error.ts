/** A place in a file. Both count from 1; a column is one UTF-16 unit. */
export type Location = Readonly<{ line: number; column: number }>;

/** A `.reg` file that can't be read. No change of it was made. */
export class RegFileError extends Error {
  override readonly name = 'RegFileError';

  /** @param line and `column` count from 1; a column is one UTF-16 unit */
  constructor(
    readonly line: number,
    readonly column: number,
    readonly reason: string,
  ) {
    super(`line ${line}, column ${column}: ${reason}`);
  }
}

/** The number of line breaks before a place in a text. */
export const lineBreaks = (text: string, place: number): number => {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < place; at = text.indexOf('\n', at + 1))
    count += 1;
  return count;
};
