/**
 * The copy can't be made, or differs from its source. The message is the one line that says why.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** The copy is correct but incomplete. Run it again to continue. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}
