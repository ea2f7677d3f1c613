import { type Cursor } from './cursor.js';

const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);

const isPlain = (code: number): boolean => code !== QUOTE && code !== BACKSLASH;

/**
 * A string in quotes. A backslash stands before a quote or a backslash, and nothing else, so that a
 * path whose backslashes were forgotten is refused instead of bent. Line breaks are text.
 */
export const parseQuoted = (cursor: Cursor): string => {
  const start = cursor.place;
  cursor.expect('"');
  let text = '';
  for (;;) {
    text += cursor.takeWhile(isPlain);
    if (cursor.take('"')) return text;
    if (cursor.isAtEnd) cursor.fail('the quote is never closed', start);
    text += parseEscape(cursor);
  }
};

const parseEscape = (cursor: Cursor): string => {
  if (cursor.take('\\\\')) return '\\';
  if (cursor.take('\\"')) return '"';
  return cursor.fail('a backslash in quotes has to stand before a quote or a backslash');
};
