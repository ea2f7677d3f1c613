/** The copy can't be made, or isn't one: its message is the one line that says why. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** What is there is right, and not yet all of it: the same copy goes on when it is run again. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}
