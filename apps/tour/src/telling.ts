/** Says what happens, and ends the tour at the first thing that is not as it says. */
export class Telling {
  private step = 0;

  constructor(private readonly write: (line: string) => void) {}

  chapter(title: string): void {
    this.step += 1;
    this.write(`\n${this.step}. ${title}`);
  }

  say(line: string): void {
    this.write(`   ${line}`);
  }

  /** @throws Error when what is differs from what was said */
  expect(what: string, actual: unknown, expected: unknown): void {
    if (JSON.stringify(actual) !== JSON.stringify(expected))
      throw new Error(
        `${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(actual)}`,
      );
    this.write(`   ${what}: ${String(actual)}`);
  }
}
