import { toDomainEvent, ClusterState, type DomainEvent } from '#domain';
import { Executor, Fold, type EventStore, type Metadata } from '#event-store';
import { ProcessRunner, PROCESSES, clusterFold, type BackupWork } from '#processes';
import { type ReadModels } from '#read-models';

import { type Archives } from './backups/archives.js';
import { ScheduledBackups, type TakeScheduled } from './backups/scheduled-backups.js';
import { CaptureResolver } from './state/capture-resolver.js';
import { EngineCommands } from './engine-commands.js';
import { EngineLog } from './engine-log.js';
import { type EngineParts, type OpenedLog } from './engine-parts.js';
import { answeredInTime } from './log/in-time.js';
import { Leadership } from './leadership.js';
import { OwnSteps } from './own-steps.js';
import { type Staleness } from './state/staleness.js';
import { snapshotFile, Snapshots } from './state/snapshots.js';
import { TargetResolver } from './state/target-resolver.js';
import { PendingProjections } from './state/pending-projections.js';

/** The engine, as far as its parts need it. */
type Host = Readonly<{ parts: EngineParts; staleness: Staleness; archives: Archives }> & {
  takeScheduled: TakeScheduled;
};

/** The fold of an open log, its processes, and the executor that decides and appends. */
export class Assembly {
  readonly parts: EngineParts;
  readonly clusterState: ClusterState;
  readonly fold: Fold;
  readonly executor: Executor;
  readonly leadership: Leadership;
  readonly scheduled: ScheduledBackups;
  readonly own: OwnSteps;
  readonly resolver: CaptureResolver;
  readonly targets: TargetResolver;
  readonly snapshots: Snapshots;
  readonly runner: ProcessRunner;
  readonly cluster: string;
  readonly log: EngineLog;
  readonly commands: EngineCommands;
  private readonly pendingProjections = new PendingProjections();
  private folded = 0;

  constructor(
    readonly opened: OpenedLog,
    host: Host,
  ) {
    const { parts, staleness } = host;
    this.parts = parts;
    const { store, recalled, lease } = opened;
    const { settings, newId, onDefect } = parts;
    this.cluster = settings.cluster;
    this.clusterState = recalled?.clusterState ?? new ClusterState();
    this.fold = new Fold(store, clusterFold(this.clusterState, this.cluster), {
      from: recalled?.position,
    });
    const place = { file: snapshotFile(settings), cluster: this.cluster };
    this.snapshots = new Snapshots(place, this.clusterState, {
      now: () => performance.now(),
      onDefect: (error) => {
        onDefect(error, 'snapshot');
      },
    });
    this.executor = new Executor({
      store,
      fold: this.fold,
      ...(lease !== undefined && { within: answeredInTime }),
    });
    this.commands = new EngineCommands(this);
    this.log = new EngineLog({
      ...{ store, reads: opened.reads, fold: this.fold, cluster: this.cluster, staleness },
      projected: (operation, deadline) => this.projected(operation, deadline),
    });
    this.scheduled = this.newScheduled(host);
    this.own = new OwnSteps(this, newId);
    this.runner = this.newRunner(parts);
    this.leadership = new Leadership(this.runner, lease, parts);
    const again = (domainEvent: DomainEvent): void => {
      this.runner.observe(domainEvent);
    };
    this.resolver = new CaptureResolver(this, again);
    this.targets = new TargetResolver(this, again);
  }

  private newScheduled(host: Host): ScheduledBackups {
    const { parts, archives } = host;
    return new ScheduledBackups({
      take: (work) => host.takeScheduled(work),
      ...{ archives, now: () => parts.clock.now(), warn: parts.warn },
      execute: (command, context) => this.commands.execute(command, context),
      isHeld: () => this.leadership.isHeld,
    });
  }

  private newRunner({ clock, onDefect }: EngineParts): ProcessRunner {
    return new ProcessRunner({
      clusterState: this.clusterState,
      processes: PROCESSES,
      clock,
      execute: (step) => this.own.execute(step),
      onDefect: (error, process, key) => {
        onDefect(error, `${process} ${key}`);
      },
    });
  }

  /** Begins work of the schedule of backups; its events follow. */
  async backupWork(work: BackupWork, metadata: Metadata): Promise<number> {
    return this.scheduled.begin(work, metadata);
  }

  get store(): EventStore {
    return this.opened.store;
  }

  get reads(): ReadModels {
    return this.opened.reads;
  }

  /** The number of events that were folded after the catch-up. */
  get count(): number {
    return this.folded;
  }

  /** Passes each event that is folded from now on to all observers. */
  observe(): void {
    this.fold.onStopped((stopped) => {
      this.parts.onDefect(stopped, 'fold');
      if (stopped.isPermanent) this.abdicate();
    });
    this.fold.onDomainEvent((recorded) => {
      const domainEvent = toDomainEvent(this.cluster, recorded);
      const { operation } = recorded.metadata;
      if (domainEvent !== undefined) {
        this.runner.observe(domainEvent);
        this.resolver.observe(domainEvent);
        this.targets.observe(domainEvent);
      }
      this.snapshots.observe(recorded);
      this.pendingProjections.note(operation, recorded.position);
      this.pendingProjections.forget(this.reads.position);
      this.folded += 1;
      this.parts.metrics.folded(recorded);
    });
  }

  /** Resolves once the read model has all folded events of an operation. */
  private async projected(operation: string, signal: AbortSignal): Promise<void> {
    const last = this.pendingProjections.lastOf(operation, this.reads.position);
    if (last !== undefined) await this.reads.reached(last, signal);
  }

  /** Ends the work under way, then closes the files. */
  async stop(): Promise<void> {
    await this.scheduled.settled();
    await this.leadership.stop();
    await this.fold.stop();
    await this.snapshots.settled();
    await this.reads.close();
    await this.opened.close();
  }

  /**
   * A process whose fold has stopped gives up leadership, so that another one runs the processes.
   */
  private abdicate(): void {
    this.leadership.stop().catch((error: unknown) => {
      this.parts.onDefect(error, 'leadership');
    });
  }
}
