/** Asks once for many: whoever asks while a question is under way shares the next one. */
export class Coalesced<Result> {
  private running: Promise<unknown> | undefined;
  private next: Promise<Result> | undefined;

  constructor(private readonly ask: () => Promise<Result>) {}

  /** An answer to a question that was put after this call. */
  get(): Promise<Result> {
    this.next ??= this.after(this.running);
    return this.next;
  }

  private async after(running: Promise<unknown> | undefined): Promise<Result> {
    await running?.catch(() => undefined);
    // One turn, so that all who are ready ask together.
    await Promise.resolve();
    this.next = undefined;
    const asking = this.ask();
    this.running = asking;
    return asking;
  }
}
