/** The file of the read model is damaged: no question is answered from it. */
export class ReadModelDamaged extends Error {
  override readonly name = 'ReadModelDamaged';

  constructor(
    readonly what: string,
    options?: ErrorOptions,
  ) {
    super(`reads.db is damaged: ${what}`, options);
  }
}

/** SQLITE_CORRUPT and NOTADB. The lowest byte of a code is its kind; the others add details. */
const DAMAGE: ReadonlySet<number> = new Set([11, 26]);
/**
 * SQLITE_IOERR_READ, SHORT_READ, DATA and CORRUPTFS: the disk does not return the written bytes.
 */
const UNREADABLE: ReadonlySet<number> = new Set([266, 522, 8202, 8458]);
/** SQLITE_BUSY, LOCKED, NOMEM, READONLY, IOERR, FULL and CANTOPEN. */
const FILE_FAULTS: ReadonlySet<number> = new Set([5, 6, 7, 8, 10, 13, 14]);

/** The damage that an error of SQLite reports, or the error itself. */
export const damageIn = (error: unknown): unknown => {
  const isDamage =
    DAMAGE.has(codeOf(error) & 0xff) || UNREADABLE.has(codeOf(error)) || isNoNumber(error);
  return isDamage ? new ReadModelDamaged((error as Error).message, { cause: error }) : error;
};

/** True for an error of the file rather than of the event. */
export const isFileFault = (error: unknown): boolean =>
  error instanceof ReadModelDamaged || FILE_FAULTS.has(codeOf(error) & 0xff);

/** SQLite's code of an error; 0 for other errors. */
export const codeOf = (error: unknown): number =>
  typeof error === 'object' && error !== null && 'errcode' in error ? Number(error.errcode) : 0;

/** True for a number that JavaScript can't represent. No such number is ever written. */
const isNoNumber = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  error.code === 'ERR_OUT_OF_RANGE';
