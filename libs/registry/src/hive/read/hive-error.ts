/** A hive that can't be read. */
export class HiveError extends Error {
  override readonly name = 'HiveError';

  /** @param offset of the fault, in bytes from the start of the file */
  constructor(
    readonly offset: number,
    readonly reason: string,
  ) {
    super(`byte ${offset}: ${reason}`);
  }
}
