import { toDomainEvent, type BackupCommand, type ClusterState, type DomainEvent } from '#domain';
import {
  Executor,
  Fold,
  type Metadata,
  type Position,
  type Recorded,
  type StreamRange,
} from '#event-store';
import { clusterFold, ProcessRunner, PROCESSES, type BackupWork, type DueStep } from '#processes';
import { type LayerOptions, type ReadModels } from '#read-models';
import { type Redaction } from '#registry';

import { type TakeScheduled } from '../backups/scheduled-backups.js';
import { type TreeComparisons } from '../comparing/tree-comparisons.js';
import { OwnSteps } from '../own-steps.js';
import { CaptureResolver } from '../state/capture-resolver.js';
import { TargetResolver } from '../state/target-resolver.js';
import { Staleness } from '../state/staleness.js';
import { FORK_BOUNDS, ForkFull, type ForkBounds } from './fork-bounds.js';
import { ForkClock } from './fork-clock.js';
import { ForkCommands } from './fork-commands.js';
import { ForkLog } from './fork-log.js';
import { ForkPace } from './fork-pace.js';
import { ForkedStore } from './forked-store.js';

/** The moment that a fork begins at, and what the fork takes from the cluster. */
export type ForkOrigin = Readonly<{
  name: string;
  /** A state of its own, which the fork changes. */
  state: ClusterState;
  /** The same state, which stays as it is. */
  before: ClusterState;
  position: Position;
  /** Milliseconds since 1970. */
  now: number;
  /** Read models that have the log up to the position, and go on with that of the fork. */
  readsOver: (log: LayerOptions['log']) => ReadModels;
  /** The events of a stream up to the position. */
  readStream: (stream: string, range: StreamRange) => AsyncIterable<Recorded>;
  /** The keys of processes that have something to do; every key if undefined. */
  open: readonly string[] | undefined;
  /** Events that the state has, and that the processes have not seen yet. */
  unseen: readonly DomainEvent[];
  redaction: Redaction;
  comparisons: Pick<TreeComparisons, 'compare'>;
  catchUpMs: number;
  newId: () => string;
  takeTurn: () => Promise<void>;
  bounds?: ForkBounds;
}>;

/** The parts of a fork, which are those of a running cluster over a log that is forgotten. */
export class ForkParts {
  readonly log: ForkLog;
  readonly commands: ForkCommands;
  readonly store: ForkedStore;
  readonly fold: Fold;
  readonly executor: Executor;
  readonly runner: ProcessRunner;
  readonly clock: ForkClock;
  private readonly pace: ForkPace;
  private readonly ending = new AbortController();
  readonly reads: ReadModels;
  /** The events before the processes begin. */
  private readonly early: DomainEvent[];
  private failure: Error | undefined;
  /** Set by the application, which knows how to take a backup. */
  takeScheduled: TakeScheduled | undefined;
  private targets: TargetResolver | undefined;

  constructor(private readonly origin: ForkOrigin) {
    const { name, state, position, readStream, bounds = FORK_BOUNDS } = origin;
    this.early = [...origin.unseen];
    this.clock = new ForkClock(origin.now);
    this.pace = new ForkPace(origin.takeTurn);
    const target = clusterFold(state, name);
    this.store = new ForkedStore({
      base: { position, revision: target.revision, readStream },
      ...{ now: this.clock.now, bounds, pace: this.pace },
      onFull: (full) => {
        this.end(full);
      },
    });
    const { store } = this;
    const reads = origin.readsOver(inTurns(store, origin.takeTurn));
    this.reads = reads;
    this.fold = new Fold(store, target, { from: position });
    const { fold } = this;
    // A decision that was held back is made again once it may be.
    const pause = async (): Promise<void> => store.hold?.released();
    this.executor = new Executor({ store, fold, pause });
    const place = { executor: this.executor, store, cluster: name, clusterState: state };
    this.commands = new ForkCommands(place, this.pace);
    const staleness = new Staleness(() => 0);
    const projected = (): Promise<void> => Promise.resolve();
    this.log = new ForkLog({ store, fold, reads, cluster: name, staleness, projected });
    const own = new OwnSteps(
      {
        ...{ ...place, leadership: ALONE },
        backupWork: (work, metadata) => this.backupWork(work, metadata),
      },
      origin.newId,
    );
    this.runner = this.newRunner((step) => own.execute(step));
  }

  private newRunner(execute: (step: DueStep) => Promise<number>): ProcessRunner {
    return new ProcessRunner({
      clusterState: this.origin.state,
      processes: PROCESSES,
      clock: this.clock,
      execute: async (step) => {
        await this.pace.slice();
        return execute(step);
      },
      onDefect: (error) => {
        this.fail(error);
      },
    });
  }

  /** A run of the schedule is recorded without an archive: a fork touches no files. */
  private async backupWork({ id, command }: BackupWork, metadata: Metadata): Promise<number> {
    if (command.type === 'DeleteExpiredBackup')
      return this.record(id, { type: 'DeleteBackup', data: { because: 'retention' } }, metadata);
    const taken = await this.takeScheduled?.({ ...command.data, id });
    return taken === undefined ? 0 : this.record(id, taken, metadata);
  }

  private async record(id: string, command: BackupCommand, metadata: Metadata): Promise<number> {
    const { events } = await this.commands.execute({ kind: 'backup', id, command }, { metadata });
    return events.length;
  }

  /** Begins to fold the fork's events. */
  async start(): Promise<void> {
    const { origin, runner, fold, reads } = this;
    const { name, state: clusterState } = origin;
    const onDefect = (error: unknown): void => {
      this.fail(error);
    };
    const sources = { clusterState, fold, reads, parts: { onDefect } };
    const again = (domainEvent: DomainEvent): void => {
      runner.observe(domainEvent);
    };
    const resolver = new CaptureResolver(sources, again);
    const targets = new TargetResolver(sources, again);
    this.targets = targets;
    fold.onDomainEvent((recorded) => {
      const domainEvent = toDomainEvent(name, recorded);
      if (domainEvent === undefined) return;
      if (runner.isRunning) runner.observe(domainEvent);
      else this.early.push(domainEvent);
      resolver.observe(domainEvent);
      targets.observe(domainEvent);
    });
    await fold.start();
    await targets.resolve();
  }

  /** Lets the processes carry out what is due. */
  resume(): void {
    if (this.runner.isRunning || this.ended.aborted) return;
    this.runner.resume(this.origin.open);
    for (const domainEvent of this.early.splice(0)) this.runner.observe(domainEvent);
  }

  /** Asks every process again, after steps were held back. */
  ask(): void {
    if (!this.ended.aborted) this.runner.resume(undefined);
  }

  /** Aborts with the reason when the fork ends before its work. */
  get ended(): AbortSignal {
    return this.ending.signal;
  }

  /** Gives up all work. */
  end(reason: Error): void {
    this.ending.abort(reason);
  }

  /** True while a step, a decision or an append is under way. */
  get isBusy(): boolean {
    const isReading = this.targets?.isBusy === true;
    return isReading || !this.runner.isIdle || this.executor.isBusy || this.store.isBusy;
  }

  /**
   * @throws ForkFull, or the error of a process, if the fork is not what would happen
   */
  requireWhole(): void {
    if (this.ending.signal.aborted) throw this.ending.signal.reason as Error;
    if (this.failure !== undefined) throw this.failure;
  }

  async stop(): Promise<void> {
    this.end(new ForkFull('the fork has ended'));
    await this.runner.stop();
    await this.fold.stop();
    await this.reads.close();
  }

  /** A step fails when the fork ends before it. */
  private fail(error: unknown): void {
    if (this.ending.signal.aborted) return;
    this.failure ??= error instanceof Error ? error : new Error(String(error));
  }
}

/** A log whose reader takes a turn for each batch. */
const inTurns = (store: ForkedStore, takeTurn: () => Promise<void>): LayerOptions['log'] => ({
  readLog: (range) => store.readLog(range),
  head: () => store.head(),
  async *subscribe(after, signal) {
    for await (const batch of store.subscribe(after, signal)) {
      await takeTurn();
      yield batch;
    }
  },
});

/** A fork always runs its processes itself. */
const ALONE = { isHeld: true };
