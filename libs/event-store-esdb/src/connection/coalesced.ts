/**
 * Shares one question among many callers: all that ask while a question is under way share the next
 * one.
 */
export class Coalesced<Result> {
  private running: Promise<unknown> | undefined;
  private next: Promise<Result> | undefined;

  constructor(private readonly ask: () => Promise<Result>) {}

  /** An answer to a question that was sent after this call. */
  get(): Promise<Result> {
    this.next ??= this.after(this.running);
    return this.next;
  }

  private async after(running: Promise<unknown> | undefined): Promise<Result> {
    await running?.catch(() => undefined);
    // One turn, so that all waiting callers share the question.
    await Promise.resolve();
    this.next = undefined;
    const asking = this.ask();
    this.running = asking;
    return asking;
  }
}
