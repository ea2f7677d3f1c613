import { type Cursor } from './cursor.js';
import { VERSION_4, VERSION_5 } from './decode.js';

const BYTE_ORDER_MARK = '\ufeff';
/** Comments of other programs. A comment that starts with ";" needs no note. */
const FOREIGN_COMMENT = /^(?:#|\/\/|::)/;
/** A line that may be the rest of a value whose backslash was lost. */
const BYTES = /^[\da-f,\s\\]*[\da-f,][\da-f,\s\\]*$/i;
const HOLDS_DATA = /["@[\]]/;

const EXPECTED =
  'expected a key in brackets, a value that starts with a quote or "@", or a comment that starts with ";"';

/**
 * Reads a line that is neither a key, a value, nor a comment with ";".
 *
 * @param isAfterComma true if the value above the line ends in a comma
 * @returns the kind of the line, which holds no data
 * @throws RegFileError for a line that may hold data
 */
export const passOver = (cursor: Cursor, isAfterComma: boolean): string => {
  const start = cursor.place;
  const line = cursor.takeLine();
  if (isAfterComma)
    cursor.fail(
      'expected a key, a value or a comment: the value above ends in a comma, and only a backslash continues it',
      start,
    );
  if ([VERSION_5, VERSION_4].includes(line.replaceAll(BYTE_ORDER_MARK, '').trim()))
    return 'another header: the first one counts';
  if (FOREIGN_COMMENT.test(line)) return 'a comment that does not start with ";"';
  if (BYTES.test(line))
    cursor.fail(
      'expected a key, a value or a comment: only a backslash at the end of a line continues its bytes',
      start,
    );
  if (HOLDS_DATA.test(line)) cursor.fail(EXPECTED, start);
  return 'a line that is no key, no value and no comment';
};

/** Moves past blanks and past the byte-order mark that a file has in the middle of joined files. */
export const skipMark = (cursor: Cursor): void => {
  do cursor.skipBlanks();
  while (cursor.take(BYTE_ORDER_MARK));
};
