/** The engine has not caught up with the log yet; the message says why, if that is known. */
export class EngineStarting extends Error {
  override readonly name = 'EngineStarting';

  constructor(problem?: Error) {
    super(problem?.message ?? 'the log is not caught up with yet', { cause: problem });
  }
}
