/** A `.reg` file that can't be read; nothing of it was taken. */
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

/**
 * Refuses a text at a place in it, in UTF-16 units from its start.
 *
 * @throws RegFileError always
 */
export const failAt = (text: string, place: number, reason: string): never => {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0 && end < place; end = text.indexOf('\n', start)) {
    line += 1;
    start = end + 1;
  }
  throw new RegFileError(line, place - start + 1, reason);
};
