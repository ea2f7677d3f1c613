import { RevisionConflict, type Appended, type EventStore } from './event-store.js';
import { type EventRef } from './operation-events.js';
import { type Fold } from './fold/fold.js';
import { eventId } from './ids.js';
import { type Metadata, type NewEvent, type StoredEvent } from './recorded.js';
import { Pauses, RETRY, type RetryTiming } from './retry/pauses.js';

/** The rules of a stream: its first state, its decisions, and the effect of each event. */
export type Decider<State, Command, Event> = Readonly<{
  initial: State;
  /** The events that the command leads to, if any. Throws a refusal. */
  decide: (command: Command, state: State) => readonly Event[];
  evolve: (state: State, event: Event) => State;
}>;

/** A command for one stream, with the metadata of its events. */
export type Execution<State, Command, Event extends StoredEvent> = Readonly<{
  stream: string;
  decider: Decider<State, Command, Event>;
  command: Command;
  metadata: Metadata;
  /** The metadata in which an event of this command differs from the rest. */
  more?: (event: Event) => Partial<Metadata>;
  /** Refuses the command by throwing. It sees the same state as the decision. */
  guard?: (state: State) => void;
  signal?: AbortSignal;
}>;

/** The events that a command wrote; empty if the state was already as the command wanted it. */
export type Receipt = Readonly<{ events: readonly EventRef[]; revision: bigint }>;

/** The retry settings are for a decision that another writer was faster than. */
export type ExecutorOptions = RetryTiming &
  Readonly<{
    store: EventStore;
    fold: Fold;
    /**
     * Limits the wait for a slow log by the signal. Without it, the caller waits as long as the
     * log.
     */
    within?: <Result>(work: Promise<Result>, signal: AbortSignal) => Promise<Result>;
  }>;

/** The state of a stream after all appends of this process that are still under way. */
type Pending = { state: unknown; revision: bigint; last: Promise<unknown> };

/**
 * The only code that reads, decides and appends.
 *
 * Commands for one stream queue up: each is decided on the state after the pending appends. If an
 * append fails, the decisions that relied on its events are made again.
 */
export class Executor {
  private readonly pending = new Map<string, Pending>();

  constructor(private readonly options: ExecutorOptions) {}

  /**
   * Resolves when the decided events are durable and folded.
   *
   * @throws the refusal of the decider or the guard
   * @throws StoreUnavailable when nothing could be written, or the outcome is not known in time
   * @throws FoldStopped while the log is not folded; the events may be written all the same
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

  /** True while an append is under way. */
  get isBusy(): boolean {
    return this.pending.size > 0;
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
      return onceDurable(before, () => {
        throw refusal;
      });
    }
    return events.length > 0
      ? this.append(execution, events, revision)
      : onceDurable(before, () => ({ events: [], revision }));
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

  /** Lets the next command of this stream be decided on the state after this append. */
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
 * The decision, once the events that it relied on are durable and folded, so that a refused caller
 * finds the reason in the fold. `again` if those events were not written.
 */
const onceDurable = async (
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

/**
 * Only the store knows the positions inside one append, so each event gets that of the last one.
 */
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
