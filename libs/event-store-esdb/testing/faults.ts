/** The requests that the stand-in can be told to fail. */
export type Operation = 'append' | 'delete' | 'tombstone' | 'read' | 'subscribe';

/**
 * The ways in which a request fails. A fault that says "written" is about the operations that
 * write.
 */
export type Fault =
  /** The connection is cut before the write. */
  | 'cut-before'
  /** The write is done, and the connection is cut before the answer. */
  | 'cut-after'
  /** The write is done and answered as timed out, so that the client cannot know its outcome. */
  | 'timeout'
  /** Nothing is written; the answer names the leader, which is the stand-in itself. */
  | 'not-leader'
  /**
   * Nothing is written; the answer says that the server isn't ready, in the form of the operation.
   */
  | 'not-ready'
  /** Nothing is written; the call ends as unavailable, with all other work on it. */
  | 'unavailable'
  /** Nothing is written; the answer says that the operation is not allowed, in its form. */
  | 'access-denied'
  /** Nothing is written; the call ends because the caller is unknown. */
  | 'unauthenticated'
  /** Nothing is written before `release`; then the request goes on normally. */
  | 'stall-before'
  /** The write is done, and answered after `release`. */
  | 'stall-after';

/**
 * A fault that waits for its request; `met` is called once the fault has had its effect on the log.
 */
export type Due = Readonly<{ fault: Fault; met: () => void }>;

/** The pending faults. Each is met by one request, in the given order. */
export class Faults {
  private readonly due = new Map<Operation, Due[]>();
  private readonly counts = new Map<Operation, number>();
  private freed = Promise.withResolvers<undefined>();

  /**
   * Makes the next request of this kind fail, after the earlier faults are met. Resolves when a
   * request has met the fault.
   */
  next(operation: Operation, fault: Fault): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const met = (): void => {
      resolve(undefined);
    };
    this.due.set(operation, [...(this.due.get(operation) ?? []), { fault, met }]);
    return promise;
  }

  /** Withdraws the faults of an operation that no request has met. */
  withdraw(operation: Operation): void {
    this.due.delete(operation);
  }

  /** Lets all stalled requests go on. */
  release(): void {
    this.freed.resolve(undefined);
    this.freed = Promise.withResolvers<undefined>();
  }

  /** Takes the fault that this request must meet; undefined if there is none. */
  take(operation: Operation): Due | undefined {
    this.counts.set(operation, this.count(operation) + 1);
    return this.due.get(operation)?.shift();
  }

  /** The number of requests of this kind so far. */
  count(operation: Operation): number {
    return this.counts.get(operation) ?? 0;
  }

  /** Resolves at the next release. */
  async released(): Promise<void> {
    await this.freed.promise;
  }
}
