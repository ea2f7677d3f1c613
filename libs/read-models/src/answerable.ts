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

/** The file is being rebuilt because an operator asked for it. */
export class ReadModelRebuilding extends Error {
  override readonly name = 'ReadModelRebuilding';

  constructor() {
    super('the read model is being rebuilt from the log');
  }
}

/** The log is no longer followed: a question about a later position has no answer. */
export class ReadModelStopped extends Error {
  override readonly name = 'ReadModelStopped';

  constructor(cause: unknown) {
    super(`the read model has stopped: ${reasonOf(cause)}`, { cause });
  }
}
