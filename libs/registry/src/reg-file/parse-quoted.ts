import { type Cursor } from './cursor.js';

const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);

const isPlain = (code: number): boolean => code !== QUOTE && code !== BACKSLASH;

/**
 * A string in quotes, which may contain line breaks. A backslash may only precede a quote or a
 * backslash, so that a path with single backslashes is refused instead of changed.
 */
export const parseQuoted = (cursor: Cursor): string => {
  const start = cursor.place;
  cursor.expect('"');
  let text = '';
  for (;;) {
    text += cursor.takeWhile(isPlain);
    if (cursor.take('"')) return text;
    if (cursor.isAtEnd) cursor.fail('the closing quote is missing', start);
    text += parseEscape(cursor);
  }
};

const parseEscape = (cursor: Cursor): string => {
  if (cursor.take('\\\\')) return '\\';
  if (cursor.take('\\"')) return '"';
  return cursor.fail('a backslash in quotes must precede a quote or a backslash');
};
