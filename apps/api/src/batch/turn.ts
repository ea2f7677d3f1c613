/**
 * The place of a command among those of its batch that are about the same things.
 *
 * ```text
 * waiting ──> (decided) ──> done
 *    until those before are decided, for a command that is decided on its stream alone
 *    until those before are done, for every other one
 * ```
 */
export class Turn {
  private isDecided = false;
  private isDone = false;
  private readonly deciding = Promise.withResolvers<undefined>();
  private readonly ending = Promise.withResolvers<undefined>();

  constructor(private readonly before: readonly Turn[]) {}

  /** Resolves when those before have left their state in line; undefined when they have. */
  get afterDecided(): Promise<unknown> | undefined {
    const open = this.before.filter(({ isDecided }) => !isDecided);
    return open.length === 0 ? undefined : Promise.all(open.map((turn) => turn.deciding.promise));
  }

  /** Resolves when those before are answered; undefined when they are. */
  get afterDone(): Promise<unknown> | undefined {
    const open = this.before.filter(({ isDone }) => !isDone);
    return open.length === 0 ? undefined : Promise.all(open.map((turn) => turn.ending.promise));
  }

  /** It is decided, and not yet durable. */
  decided(): void {
    this.isDecided = true;
    this.deciding.resolve(undefined);
  }

  /** It is answered; those after it hear of that once those before it are, too. */
  done(): void {
    this.decided();
    const earlier = this.afterDone;
    if (earlier === undefined) this.end();
    else
      void earlier.then(() => {
        this.end();
      });
  }

  private end(): void {
    this.isDone = true;
    this.ending.resolve(undefined);
  }
}

/** Puts the commands of a batch in line, thing by thing. */
export class Turns {
  private readonly last = new Map<string, Turn>();

  /** @param things what the next command is about */
  next(things: readonly string[]): Turn {
    const before = new Set(things.flatMap((thing) => this.last.get(thing) ?? []));
    const turn = new Turn([...before]);
    for (const thing of things) this.last.set(thing, turn);
    return turn;
  }
}
