/** The appends that this process has in flight. */
export class Appends {
  private readonly open = new Set<Promise<unknown>>();

  /** Counts a command as in flight until it is appended, or refused. */
  during<Result>(performing: Promise<Result>): Promise<Result> {
    this.open.add(performing);
    const forget = (): void => {
      this.open.delete(performing);
    };
    performing.then(forget, forget);
    return performing;
  }

  /** True once all that were in flight are over; false where nobody waits for that any longer. */
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
