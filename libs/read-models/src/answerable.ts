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

/** The file is built anew because somebody has asked for it. */
export class ReadModelRebuilding extends Error {
  override readonly name = 'ReadModelRebuilding';

  constructor() {
    super('the read model is built anew from the log');
  }
}

/** The log is not followed any more: nothing after the last position can be answered. */
export class ReadModelStopped extends Error {
  override readonly name = 'ReadModelStopped';

  constructor(cause: unknown) {
    super(`the read model has stopped: ${reasonOf(cause)}`, { cause });
  }
}
