import { reasonOf, type Position } from '#event-store';

/** A position that the log has not reached. */
export class FuturePosition extends Error {
  override readonly name = 'FuturePosition';

  constructor(
    readonly position: Position,
    readonly head: Position,
  ) {
    super(`position ${String(position)} is in the future: the log ends at ${String(head)}`);
  }
}

/** The log is not followed any more: nothing after the last position can be answered. */
export class ReadModelStopped extends Error {
  override readonly name = 'ReadModelStopped';

  constructor(cause: unknown) {
    super(`the read model has stopped: ${reasonOf(cause)}`, { cause });
  }
}
