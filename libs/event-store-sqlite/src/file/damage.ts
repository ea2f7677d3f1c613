import { StoreUnavailable } from '#event-store';

/** The cure for every damage of a log. */
const CURE =
  'put a backup in its place, or save the whole part with npm run copy -- --salvage --from FOLDER --to NEW-FOLDER';

/** The file of a log does not hold the content that was written into it. */
export class LogDamaged extends StoreUnavailable {
  override readonly name = 'LogDamaged';

  /** A position of the log; undefined if it is unknown. */
  readonly place: number | undefined;

  constructor(
    readonly file: string,
    readonly fault: string,
    { place, cause }: Readonly<{ place?: number; cause?: unknown }> = {},
  ) {
    const where = place === undefined ? '' : ` at position ${place}`;
    super(`${file} is damaged${where}: ${fault}; ${CURE}`, { cause });
    this.place = place;
  }
}

/** The file of a log, or its folder, can't be used. The message says why. */
export class LogUnusable extends StoreUnavailable {
  override readonly name = 'LogUnusable';

  constructor(
    readonly file: string,
    readonly fault: string,
    cause?: unknown,
  ) {
    super(`${file} can't be used: ${fault}`, { cause });
  }
}

/** Primary result codes of SQLite. @see https://sqlite.org/rescode.html */
const CODES = {
  error: 1,
  busy: 5,
  locked: 6,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  schema: 17,
  tooBig: 18,
  mismatch: 20,
  range: 25,
  notADatabase: 26,
} as const;

/**
 * The primary result code of an SQLite error, which may come from another realm; undefined for any
 * other error.
 */
export const codeOf = (error: unknown): number | undefined =>
  typeof error === 'object' && error !== null && 'errcode' in error
    ? // The lowest byte; the other bytes give details.
      Number(error.errcode) & 0xff
    : undefined;

/**
 * The codes that mean damage. The store uses fixed statements, so an SQL error means that the
 * tables are wrong.
 */
const DAMAGE: ReadonlySet<number | undefined> = new Set([
  CODES.error,
  CODES.corrupt,
  CODES.schema,
  CODES.tooBig,
  CODES.mismatch,
  CODES.range,
  CODES.notADatabase,
]);
const ENVIRONMENT: ReadonlySet<number | undefined> = new Set([
  CODES.readOnly,
  CODES.ioError,
  CODES.full,
  CODES.cantOpen,
]);

/** True if another process holds the file now. */
export const isBusy = (error: unknown): boolean => {
  const code = codeOf(error);
  return code === CODES.busy || code === CODES.locked;
};

/** True if the file can't be used for a reason outside the file. */
export const isOfEnvironment = (error: unknown): boolean => ENVIRONMENT.has(codeOf(error));

/** True for a number that no row can have: SQLite holds 64 bits, JavaScript 53. */
const isOutOfRange = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  error.code === 'ERR_OUT_OF_RANGE';

/** True if an error of SQLite means that the file is damaged. */
export const isDamage = (error: unknown): boolean =>
  DAMAGE.has(codeOf(error)) || isOutOfRange(error);
