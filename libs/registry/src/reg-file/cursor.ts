import { lineBreaks, RegFileError, type Location } from './reg-file-error.js';

const TAB = 9;
const SPACE = 32;
const BLANKS: readonly number[] = [TAB, SPACE];

/** The value of each ASCII unit as a hexadecimal digit; -1 for other units. */
const DIGITS = Int8Array.from({ length: 128 }, (_, code) => {
  const digit = parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(digit) ? -1 : digit;
});

/** The reason of the refusal of text after the end of a statement. */
export const EXPECTED_END = 'expected the end of the line, or a comment that starts with ";"';

/** The longest text that `take` and `expect` are called with. */
const LONGEST = 'dword:'.length;

/**
 * A place in a text that moves forward and knows its line and column.
 *
 * @param line the number of the text's first line; 1 for the start of a file
 */
export class Cursor {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly line: number,
  ) {}

  /** True if more text could change the meaning of the text up to here. */
  get isOpen(): boolean {
    return this.at + LONGEST > this.text.length;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** The place of the cursor, in UTF-16 units from the start; an argument of `fail`. */
  get place(): number {
    return this.at;
  }

  /** The unit at the cursor; '' at the end. */
  peek(): string {
    return this.text.charAt(this.at);
  }

  /** Moves past a text if it comes next. */
  take(expected: string): boolean {
    if (!this.text.startsWith(expected, this.at)) return false;
    this.at += expected.length;
    return true;
  }

  /** Moves past a text, which must come next. */
  expect(expected: string): void {
    if (!this.take(expected))
      this.fail(`expected ${expected === '"' ? 'a quote' : `"${expected}"`}`);
  }

  /** Moves past units while the test of their codes holds, and returns them. */
  takeWhile(isWanted: (code: number) => boolean): string {
    const start = this.at;
    while (this.at < this.text.length && isWanted(this.text.charCodeAt(this.at))) this.at += 1;
    return this.text.slice(start, this.at);
  }

  /** Moves past hexadecimal digits, up to a limit; undefined if none comes next. */
  takeHex(limit: number): number | undefined {
    const start = this.at;
    let number = 0;
    while (this.at - start < limit) {
      const digit = DIGITS[this.text.charCodeAt(this.at)] ?? -1;
      if (digit < 0) break;
      number = number * 16 + digit;
      this.at += 1;
    }
    return this.at === start ? undefined : number;
  }

  /** Moves to the next line break or the end, and returns the text in between. */
  takeLine(): string {
    const start = this.at;
    const end = this.text.indexOf('\n', start);
    this.at = end < 0 ? this.text.length : end;
    const line = this.text.slice(start, this.at);
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }

  /** Moves past the blanks of this line. */
  skipBlanks(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== SPACE && code !== TAB) return;
      this.at += 1;
    }
  }

  /** True if a text stands right before the cursor, or before the blanks in front of it. */
  isAfter(expected: string): boolean {
    let end = this.at;
    while (BLANKS.includes(this.text.charCodeAt(end - 1))) end -= 1;
    return this.text.endsWith(expected, end);
  }

  /** Moves past the end of this line: blanks, a comment, a line break. */
  endLine(): void {
    this.skipBlanks();
    if (this.peek() === ';') this.takeLine();
    const end = this.at;
    while (this.take('\r'));
    if (!this.isAtEnd && !this.take('\n')) this.fail(EXPECTED_END, end);
  }

  /** The line and the column of a place; both count from 1. */
  locate(place: number): Location {
    const line = this.line + lineBreaks(this.text, place);
    const start = place === 0 ? 0 : this.text.lastIndexOf('\n', place - 1) + 1;
    return { line, column: place - start + 1 };
  }

  /** @throws RegFileError at a place, by default that of the cursor */
  fail(reason: string, place = this.at): never {
    const { line, column } = this.locate(place);
    throw new RegFileError(line, column, reason);
  }
}
