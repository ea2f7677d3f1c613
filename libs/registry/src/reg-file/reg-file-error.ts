/** A `.reg` file that can't be read; nothing of it was taken. */
export class RegFileError extends Error {
  override readonly name = 'RegFileError';

  /** @param line and `column` count from 1 */
  constructor(
    readonly line: number,
    readonly column: number,
    readonly reason: string,
  ) {
    super(`line ${line}, column ${column}: ${reason}`);
  }
}
