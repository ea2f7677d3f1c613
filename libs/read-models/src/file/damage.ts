/** The file of the read model is not as it was written: nothing is answered from it. */
export class ReadModelDamaged extends Error {
  override readonly name = 'ReadModelDamaged';

  constructor(
    readonly what: string,
    options?: ErrorOptions,
  ) {
    super(`reads.db is damaged: ${what}`, options);
  }
}

/** SQLITE_CORRUPT and NOTADB: the lowest byte of a code, the others say more about it. */
const DAMAGE: ReadonlySet<number> = new Set([11, 26]);
/** SQLITE_IOERR_READ, SHORT_READ, DATA and CORRUPTFS: the disk does not give back what it was given. */
const UNREADABLE: ReadonlySet<number> = new Set([266, 522, 8202, 8458]);
/** SQLITE_BUSY, LOCKED, NOMEM, READONLY, IOERR, FULL and CANTOPEN. */
const FILE_FAULTS: ReadonlySet<number> = new Set([5, 6, 7, 8, 10, 13, 14]);

/** The damage that an error of SQLite tells of, or the error itself. */
export const damageIn = (error: unknown): unknown => {
  const isDamage =
    DAMAGE.has(codeOf(error) & 0xff) || UNREADABLE.has(codeOf(error)) || isNoNumber(error);
  return isDamage ? new ReadModelDamaged((error as Error).message, { cause: error }) : error;
};

/** Whether an error is about the file and not about what was to be written. */
export const isFileFault = (error: unknown): boolean =>
  error instanceof ReadModelDamaged || FILE_FAULTS.has(codeOf(error) & 0xff);

/** SQLite's code of an error; 0 for one that is not SQLite's. */
export const codeOf = (error: unknown): number =>
  typeof error === 'object' && error !== null && 'errcode' in error ? Number(error.errcode) : 0;

/** Every number that is written fits into a number of JavaScript. */
const isNoNumber = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  error.code === 'ERR_OUT_OF_RANGE';
