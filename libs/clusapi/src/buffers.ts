import { ClusterError } from './cluster-error.js';

const NUL = '\0';
const UNIT_BYTES = 2;

const utf16 = (units: string): Buffer => Buffer.from(units, 'utf16le');

/** Decodes unit by unit, so that half of a surrogate pair is kept. */
const text = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf16le');

/**
 * The string in a caller's input buffer: UTF-16LE up to the first NUL. The bytes after it are
 * ignored.
 *
 * @throws ClusterError ERROR_INVALID_PARAMETER for an empty buffer, an odd length, or no NUL
 */
export const decodeInput = (buffer: Uint8Array): string => {
  if (buffer.length === 0) throw refusal('is empty');
  if (buffer.length % UNIT_BYTES !== 0) throw refusal(`an odd number of bytes: ${buffer.length}`);
  const units = text(buffer);
  const end = units.indexOf(NUL);
  if (end < 0) throw refusal('has no NUL');
  return units.slice(0, end);
};

const refusal = (reason: string): ClusterError =>
  new ClusterError('ERROR_INVALID_PARAMETER', reason, { field: 'inBuffer' });

/** The input buffer for a string: UTF-16LE with its NUL, unit by unit. */
export const encodeInput = (input: string): Uint8Array => utf16(`${input}${NUL}`);

/**
 * Strings as MULTI_SZ: a NUL after each, and one more at the end; an empty list is a single NUL. No
 * string may be empty.
 */
export const encodeMultiSz = (texts: readonly string[]): Uint8Array =>
  utf16(`${texts.map((element) => `${element}${NUL}`).join('')}${NUL}`);

/** The strings of a MULTI_SZ, up to the empty string that ends it. */
export const decodeMultiSz = (bytes: Uint8Array): readonly string[] => {
  const texts = text(bytes).split(NUL);
  const end = texts.indexOf('');
  return end < 0 ? texts : texts.slice(0, end);
};

/** The bytes for a caller's output buffer, and the size that the caller needs; sizes in bytes. */
export type Output = Readonly<{
  status: 'ERROR_SUCCESS' | 'ERROR_MORE_DATA';
  bytesReturned: number;
  required: number;
  output: Uint8Array | undefined;
}>;

/**
 * The answer for an output buffer of some size. A size that is too small gives ERROR_MORE_DATA with
 * the needed size; a size of 0 asks for that size and succeeds.
 *
 * @param size of the caller's buffer in bytes; undefined for no limit
 * @see ClusterResourceControl, Microsoft
 */
export const answerOutput = (bytes: Uint8Array, size: number | undefined): Output => {
  const required = bytes.length;
  if (size === 0) return { status: 'ERROR_SUCCESS', bytesReturned: 0, required, output: undefined };
  return size !== undefined && size < required
    ? { status: 'ERROR_MORE_DATA', bytesReturned: required, required, output: undefined }
    : { status: 'ERROR_SUCCESS', bytesReturned: required, required, output: bytes };
};
