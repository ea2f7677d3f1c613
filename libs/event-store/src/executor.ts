import { RevisionConflict, type Appended, type EventStore } from './event-store.js';
import { type EventRef } from './operation-events.js';
import { type Fold } from './fold/fold.js';
import { eventId } from './ids.js';
import { type Metadata, type NewEvent, type StoredEvent } from './recorded.js';
import { Pauses, RETRY, type RetryMeans } from './retry/pauses.js';

/** The rules of a stream: how it starts, what it may decide, how an event changes it. */
export type Decider<State, Command, Event> = Readonly<{
  initial: State;
  /** Throws what a command is refused with; decides nothing then. */
  decide: (command: Command, state: State) => readonly Event[];
  evolve: (state: State, event: Event) => State;
}>;

/** A command for one stream, and on whose behalf. */
export type Execution<State, Command, Event extends StoredEvent> = Readonly<{
  stream: string;
  decider: Decider<State, Command, Event>;
  command: Command;
  metadata: Metadata;
  /** What of the metadata is another one for an event of this command. */
  more?: (event: Event) => Partial<Metadata>;
  /** Refuses on the very state that is decided on, by throwing. */
  guard?: (state: State) => void;
  signal?: AbortSignal;
}>;

/** What a command wrote; nothing when what it asks for is so already. */
export type Receipt = Readonly<{ events: readonly EventRef[]; revision: bigint }>;

/** The means are for a foreign writer that was faster: it is decided again. */
export type ExecutorOptions = RetryMeans &
  Readonly<{
    store: EventStore;
    fold: Fold;
    /** Ends the waiting for a log that may be slow to answer; without it, whoever asks waits as long. */
    within?: <Result>(work: Promise<Result>, signal: AbortSignal) => Promise<Result>;
  }>;

/** A stream as this process will have left it once all its appends are done. */
type Pending = { state: unknown; revision: bigint; last: Promise<unknown> };

/**
 * The only place that reads, decides and appends.
 *
 * Commands for one stream queue by deciding on the state that those before them will leave. An
 * append that fails takes with it what was decided on its events: that is decided again.
 */
export class Executor {
  private readonly pending = new Map<string, Pending>();

  constructor(private readonly options: ExecutorOptions) {}

  /**
   * Answers when what was decided is durable and folded.
   *
   * @throws what the decider or the guard refuses the command with
   * @throws StoreUnavailable when nothing could be written, or nobody knows in time whether it was
   * @throws FoldStopped while the log is not folded; it may be written all the same
   * @throws the signal's reason when it aborts before anything was written
   */
  async execute<State, Command, Event extends StoredEvent>(
    execution: Execution<State, Command, Event>,
  ): Promise<Receipt> {
    const pauses = new Pauses(RETRY.contended, this.options);
    for (;;) {
      const outcome = await this.inTime(this.attempt(execution), execution.signal);
      if (outcome !== 'again') return outcome;
      execution.signal?.throwIfAborted();
      await pauses.wait();
    }
  }

  private inTime<Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
    const { within } = this.options;
    return within === undefined || signal === undefined ? work : within(work, signal);
  }

  private attempt<State, Command, Event extends StoredEvent>(
    execution: Execution<State, Command, Event>,
  ): Promise<Receipt | 'again'> {
    const { stream } = execution;
    this.options.fold.requireFollowing();
    const before = this.pending.get(stream);
    const revision = before?.revision ?? this.options.fold.target.revision(stream);
    let events: readonly Event[];
    try {
      events = this.decide(execution, before);
    } catch (refusal) {
      return ifDurable(before, () => {
        throw refusal;
      });
    }
    return events.length > 0
      ? this.append(execution, events, revision)
      : ifDurable(before, () => ({ events: [], revision }));
  }

  private decide<State, Command, Event extends StoredEvent>(
    { stream, decider, command, guard }: Execution<State, Command, Event>,
    before: Pending | undefined,
  ): readonly Event[] {
    const state = (before?.state ??
      this.options.fold.target.state(stream) ??
      decider.initial) as State;
    guard?.(state);
    return decider.decide(command, state);
  }

  private async append<State, Command, Event extends StoredEvent>(
    execution: Execution<State, Command, Event>,
    events: readonly Event[],
    expected: bigint,
  ): Promise<Receipt | 'again'> {
    const { stream } = execution;
    const written = toNewEvents(execution, events, expected);
    const appending = this.appendAndFold(stream, written, expected);
    const mine = this.queue(execution, events, { expected, appending });
    try {
      const { position } = await appending;
      return { events: toRefs(written, stream, { expected, position }), revision: mine.revision };
    } catch (error) {
      this.pending.delete(stream);
      if (!(error instanceof RevisionConflict)) throw error;
      await this.catchUp();
      return 'again';
    } finally {
      if (this.pending.get(stream) === mine) this.pending.delete(stream);
    }
  }

  private async appendAndFold(
    stream: string,
    events: readonly NewEvent[],
    expected: bigint,
  ): Promise<Appended> {
    const appended = await this.options.store.append(stream, events, expected);
    await this.options.fold.reached(appended.position);
    return appended;
  }

  /** What follows on this stream is decided on the state that this append will leave. */
  private queue<State, Command, Event extends StoredEvent>(
    { stream, decider }: Execution<State, Command, Event>,
    events: readonly Event[],
    { expected, appending }: { expected: bigint; appending: Promise<unknown> },
  ): Pending {
    const before = this.pending.get(stream)?.state ?? this.options.fold.target.state(stream);
    const mine: Pending = {
      state: events.reduce(decider.evolve, (before ?? decider.initial) as State),
      revision: expected + BigInt(events.length),
      last: appending,
    };
    this.pending.set(stream, mine);
    return mine;
  }

  private async catchUp(): Promise<void> {
    const head = await this.options.store.head();
    if (head !== undefined) await this.options.fold.reached(head);
  }
}

/**
 * What was decided, if what that rested on was written after all, and is folded: whoever is refused
 * for it finds it in the fold.
 */
const ifDurable = async (
  before: Pending | undefined,
  decided: () => Receipt,
): Promise<Receipt | 'again'> => {
  try {
    await before?.last;
  } catch {
    return 'again';
  }
  return decided();
};

const toNewEvents = <State, Command, Event extends StoredEvent>(
  { stream, metadata, more }: Execution<State, Command, Event>,
  events: readonly Event[],
  expected: bigint,
): readonly NewEvent[] =>
  events.map((event, index) => {
    const revision = expected + BigInt(index + 1);
    return {
      id: eventId(metadata.command.id, { stream, revision, type: event.type }),
      type: event.type,
      data: event.data,
      metadata: { ...metadata, ...more?.(event) },
    };
  });

/** Positions within one append are the store's business; only the last is known here. */
const toRefs = (
  events: readonly NewEvent[],
  stream: string,
  { expected, position }: { expected: bigint; position: EventRef['position'] },
): readonly EventRef[] =>
  events.map(({ id, type, metadata }, index) => ({
    id,
    type,
    command: metadata.command.id,
    stream,
    revision: expected + BigInt(index + 1),
    position,
  }));
