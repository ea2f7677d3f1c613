import { reasonOf, type Position } from '#event-store';

/** A position that the log has not reached, or an instant that is yet to come. */
export class FutureMoment extends Error {
  override readonly name = 'FutureMoment';

  constructor(
    readonly moment: Position | Date,
    readonly head: Position,
    /** The field of the request that gave the moment. */
    readonly pointer = '/at',
  ) {
    const text = moment instanceof Date ? moment.toISOString() : `position ${String(moment)}`;
    super(`${text} is in the future: the log ends at ${String(head)}`);
  }

  /** The same for a moment that another field gave. */
  from(pointer: string): FutureMoment {
    return new FutureMoment(this.moment, this.head, pointer);
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
