/**
 * The turn of a command among the commands of its batch about the same things.
 *
 * ```text
 * waiting ──> (decided) ──> done
 *    a command that only its own stream decides waits until earlier ones are decided
 *    every other command waits until earlier ones are done
 * ```
 */
export class Turn {
  private isDecided = false;
  private isDone = false;
  private readonly deciding = Promise.withResolvers<undefined>();
  private readonly ending = Promise.withResolvers<undefined>();

  constructor(private readonly before: readonly Turn[]) {}

  /** Resolves when the earlier commands are decided; undefined when they are already. */
  get afterDecided(): Promise<unknown> | undefined {
    const open = this.before.filter(({ isDecided }) => !isDecided);
    return open.length === 0 ? undefined : Promise.all(open.map((turn) => turn.deciding.promise));
  }

  /** Resolves when the earlier commands are answered; undefined when they are already. */
  get afterDone(): Promise<unknown> | undefined {
    const open = this.before.filter(({ isDone }) => !isDone);
    return open.length === 0 ? undefined : Promise.all(open.map((turn) => turn.ending.promise));
  }

  /** Marks the command as decided; it is not durable yet. */
  decided(): void {
    this.isDecided = true;
    this.deciding.resolve(undefined);
  }

  /** Marks the command as answered. Later commands go on once the earlier ones are answered too. */
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

/** Puts the commands of a batch in line for each thing. */
export class CommandQueues {
  private readonly last = new Map<string, Turn>();

  /**
   * @param things the things that the next command concerns
   */
  next(things: readonly string[]): Turn {
    const before = new Set(things.flatMap((thing) => this.last.get(thing) ?? []));
    const turn = new Turn([...before]);
    for (const thing of things) this.last.set(thing, turn);
    return turn;
  }
}
