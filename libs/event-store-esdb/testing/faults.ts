/** What can be asked of the stand-in, as far as it can be told to fail. */
export type Operation = 'append' | 'delete' | 'tombstone' | 'read' | 'subscribe';

/** How a request fails; what is said of the write holds for the operations that write. */
export type Fault =
  /** The connection is cut before anything is written. */
  | 'cut-before'
  /** It is written, and the connection cut before the answer. */
  | 'cut-after'
  /** It is written, and answered as a write that timed out: the client can't know. */
  | 'timeout'
  /** Nothing is written; the answer names the leader, which is the stand-in itself. */
  | 'not-leader'
  /** Nothing is written; the server says that it isn't ready, in the form of the operation. */
  | 'not-ready'
  /** Nothing is written; the call ends as unavailable, with all that is under way on it. */
  | 'unavailable'
  /** Nothing is written; the server says that this is not allowed, in the form of the operation. */
  | 'access-denied'
  /** Nothing is written; the call ends because nobody knows the caller. */
  | 'unauthenticated'
  /** Nothing is written before `release`; then it goes on as if nothing had been. */
  | 'stall-before'
  /** It is written, and answered after `release`. */
  | 'stall-after';

/** A fault that is waiting for its request; `met` is called once it has done to the log what it does. */
export type Due = Readonly<{ fault: Fault; met: () => void }>;

/** The faults that are to come. Each is met by one request, in the order given. */
export class Faults {
  private readonly due = new Map<Operation, Due[]>();
  private readonly counts = new Map<Operation, number>();
  private freed = Promise.withResolvers<undefined>();

  /**
   * Lets the next such request fail that none of the faults before is meant for. The answer
   * comes when a request has met it, and has or hasn't written.
   */
  next(operation: Operation, fault: Fault): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const met = (): void => {
      resolve(undefined);
    };
    this.due.set(operation, [...(this.due.get(operation) ?? []), { fault, met }]);
    return promise;
  }

  /** What no request has met so far, none will. */
  withdraw(operation: Operation): void {
    this.due.delete(operation);
  }

  /** Lets every request go on that is stalled now. */
  release(): void {
    this.freed.resolve(undefined);
    this.freed = Promise.withResolvers<undefined>();
  }

  /** The fault that this request is to meet, which is no longer due then. */
  take(operation: Operation): Due | undefined {
    this.counts.set(operation, this.count(operation) + 1);
    return this.due.get(operation)?.shift();
  }

  /** How many such requests have come. */
  count(operation: Operation): number {
    return this.counts.get(operation) ?? 0;
  }

  /** Comes with the next release. */
  async released(): Promise<void> {
    await this.freed.promise;
  }
}
