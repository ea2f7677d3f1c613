/** The appends that this process has in flight. */
export class Appends {
  private readonly open = new Set<Promise<unknown>>();

  /** Counts a command as in flight until it is appended or refused. */
  during<Result>(performing: Promise<Result>): Promise<Result> {
    this.open.add(performing);
    const forget = (): void => {
      this.open.delete(performing);
    };
    performing.then(forget, forget);
    return performing;
  }

  /**
   * Returns true once all appends that were in flight are over, or false when the deadline passes
   * first.
   */
  async settled(deadline: AbortSignal): Promise<boolean> {
    const { promise: given, resolve: giveUp } = Promise.withResolvers<false>();
    const onAbort = (): void => {
      giveUp(false);
    };
    deadline.addEventListener('abort', onAbort);
    if (deadline.aborted) onAbort();
    const over = Promise.allSettled(this.open).then(() => true);
    try {
      return await Promise.race([over, given]);
    } finally {
      deadline.removeEventListener('abort', onAbort);
    }
  }
}
