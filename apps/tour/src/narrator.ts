/** Prints the story, and ends the tour at the first unexpected result. */
export class Narrator {
  private step = 0;

  constructor(private readonly write: (line: string) => void) {}

  chapter(title: string): void {
    this.step += 1;
    this.write(`\n${this.step}. ${title}`);
  }

  say(line: string): void {
    this.write(`   ${line}`);
  }

  /**
   * @throws Error if the actual value differs from the expected one
   */
  expect(what: string, actual: unknown, expected: unknown): void {
    if (JSON.stringify(actual) !== JSON.stringify(expected))
      throw new Error(
        `${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(actual)}`,
      );
    this.write(`   ${what}: ${String(actual)}`);
  }
}
