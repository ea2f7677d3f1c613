import { RegFileError } from './reg-file-error.js';

const NEWLINE = 10;

/** A place in a text that moves forward, and can say in which line and column it is. */
export class Cursor {
  private at = 0;

  constructor(private readonly text: string) {}

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** Where the cursor is, in UTF-16 units from the start; for `fail`. */
  get place(): number {
    return this.at;
  }

  /** The unit at the cursor; '' at the end. */
  peek(): string {
    return this.text.charAt(this.at);
  }

  /** Moves past a text if it stands here. */
  take(expected: string): boolean {
    if (!this.text.startsWith(expected, this.at)) return false;
    this.at += expected.length;
    return true;
  }

  /** Moves past a text that has to stand here. */
  expect(expected: string, what: string): void {
    if (!this.take(expected)) this.fail(`expected ${what}`);
  }

  /** Moves past all units of a set, and returns them. */
  takeWhile(isWanted: (unit: string) => boolean): string {
    const start = this.at;
    while (this.at < this.text.length && isWanted(this.text.charAt(this.at))) this.at += 1;
    return this.text.slice(start, this.at);
  }

  /** Moves up to the next line break, or the end, and returns what it passed. */
  takeLine(): string {
    const end = this.text.indexOf('\n', this.at);
    const start = this.at;
    this.at = end < 0 ? this.text.length : end;
    const line = this.text.slice(start, this.at);
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }

  /** Moves past blanks of this line. */
  skipBlanks(): void {
    this.takeWhile((unit) => unit === ' ' || unit === '\t');
  }

  /** Moves past the end of this line: blanks, a comment, a line break. */
  endLine(): void {
    this.skipBlanks();
    if (this.peek() === ';') this.takeLine();
    this.take('\r');
    if (!this.isAtEnd && !this.take('\n')) this.fail('expected the end of the line');
  }

  /** @throws RegFileError at a place, or where the cursor is */
  fail(reason: string, place = this.at): never {
    let line = 1;
    let start = 0;
    for (let at = 0; at < place; at += 1)
      if (this.text.charCodeAt(at) === NEWLINE) {
        line += 1;
        start = at + 1;
      }
    throw new RegFileError(line, place - start + 1, reason);
  }
}
