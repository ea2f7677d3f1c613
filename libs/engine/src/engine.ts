import { join } from 'node:path';

import { streamName, type StreamKind, type ClusterState } from '#domain';
import { type EventStore, type Executor, type Fold } from '#event-store';
import { type ReadModels } from '#read-models';
import { redactionOf, USUAL_PATTERNS, type Redaction } from '#registry';

import { Archives } from './backups/archives.js';
import { type TakeScheduled } from './backups/scheduled-backups.js';
import { ExportSigner } from './keys/export-signer.js';
import { isKeyInUse, requireMasterKey } from './keys/master-key.js';
import { Vault } from './keys/vault.js';
import { Assembly } from './assembly.js';
import { catchUp } from './start/catch-up.js';
import { TreeComparisons } from './comparing/tree-comparisons.js';
import { type EngineCommands } from './engine-commands.js';
import { type EngineLog } from './engine-log.js';
import { type EngineParts, type OpenHooks } from './engine-parts.js';
import { type ForkedCluster } from './forking/forked-cluster.js';
import { forkOf } from './forking/fork-of.js';
import { tryOutOn, type ForkTrial } from './forking/fork-trial.js';
import { Staleness } from './state/staleness.js';
import { Jobs, removeJobFiles } from './jobs/jobs.js';
import { clusterPlace } from './jobs/cluster-place.js';
import { type Leadership } from './leadership.js';
import { once, retrying } from './log/retrying.js';
import { EngineStarting } from './start/engine-starting.js';
import { QuestionTurns } from './question-turns.js';
import { watch } from './start/watch.js';

/** The default time that a read waits for the events it must reflect. */
const CATCH_UP_MS = 5000;

/**
 * The log, its fold, the processes and the read models of one cluster, as one thing that starts and
 * stops. The parts that need the log exist once the log is open.
 */
export class Engine {
  readonly staleness = new Staleness(() => performance.now());
  readonly vault: Vault;
  /** Signs exports. */
  readonly exportSigner: ExportSigner;
  /** The rule that says which values are masked. */
  readonly redaction: Redaction;
  /** Work that takes long, on threads of its own. */
  readonly jobs: Jobs;
  /** Comparisons of trees of the past, on a thread of their own. */
  readonly comparisons: TreeComparisons;
  /** Writes the archives of backups. */
  readonly archives: Archives;
  /** Takes a backup of the schedule. Set by the application, which knows how. */
  takeScheduled: TakeScheduled = () => Promise.reject(new Error('no application takes backups'));
  private readonly turns = new QuestionTurns(() => this.executor.isBusy);
  private assembly: Assembly | undefined;
  private readonly stopping = new AbortController();
  private hasStarted = false;
  private readonly starting = Promise.withResolvers<unknown>();
  private run: Promise<void> = Promise.resolve();
  private waiting: Error | undefined;

  constructor(readonly parts: EngineParts) {
    const { masterKeyFile, redact = USUAL_PATTERNS } = parts.settings;
    this.vault = new Vault(masterKeyFile, () => isKeyInUse(this.clusterState));
    this.exportSigner = new ExportSigner(this.vault);
    this.redaction = redactionOf(redact, () => this.vault.derived('masks of values'));
    this.jobs = new Jobs({
      start: parts.startJob,
      now: () => this.now,
      place: () => clusterPlace(parts.settings, this.opened),
    });
    const { cluster } = parts.settings;
    this.archives = new Archives(parts.settings, this.jobs);
    const place = { file: this.readsFile, cluster };
    this.comparisons = new TreeComparisons(place, parts.startComparing);
    this.starting.promise.catch(() => undefined);
  }

  get clusterState(): ClusterState {
    return this.opened.clusterState;
  }

  get fold(): Fold {
    return this.opened.fold;
  }

  get executor(): Executor {
    return this.opened.executor;
  }

  get leadership(): Leadership {
    return this.opened.leadership;
  }

  get store(): EventStore {
    return this.opened.store;
  }

  get reads(): ReadModels {
    return this.opened.reads;
  }

  /** The cluster's name: the first part of the name of every stream. */
  get name(): string {
    return this.parts.settings.cluster;
  }

  /** The present state of the cluster, as far as the log is folded. */
  get state(): ClusterState {
    return this.opened.clusterState;
  }

  /** The log as far as it is folded. */
  get log(): EngineLog {
    return this.opened.log;
  }

  /** The commands of the cluster's aggregates. */
  get commands(): EngineCommands {
    return this.opened.commands;
  }

  /** The time that a read waits for the events it must reflect, in milliseconds. */
  get catchUpMs(): number {
    return this.parts.catchUpMs ?? CATCH_UP_MS;
  }

  /** Resolves when a question may be answered: see QuestionTurns. */
  takeTurn(): Promise<void> {
    return this.turns.next();
  }

  /** A cluster that goes on from here on its own, and is forgotten. */
  fork(): Promise<ForkedCluster> {
    return forkOf(this, { file: this.readsFile, runner: this.opened.runner });
  }

  /** Carries work out on a fork: see tryOutOn. */
  async tryOut<Result>(trial: ForkTrial<Result>): Promise<Result> {
    return tryOutOn(await this.fork(), trial);
  }

  get readsFile(): string {
    return join(this.parts.settings.data, 'reads.db');
  }

  /** A new random UUID. */
  newId(): string {
    return this.parts.newId();
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return this.parts.clock.now();
  }

  get isReady(): boolean {
    return this.hasStarted;
  }

  /** Resolves once requests can be answered; rejects if the engine is stopped before that. */
  get started(): Promise<unknown> {
    return this.starting.promise;
  }

  /**
   * The reason why the log does not answer, or is another one than expected; undefined while it is
   * well.
   */
  get problem(): Error | undefined {
    return this.assembly?.opened.problem?.() ?? this.waiting;
  }

  stream(kind: StreamKind, id: string): string {
    return streamName(this.name, kind, id);
  }

  private get hooks(): OpenHooks {
    const onWait = (reason: Error): void => {
      this.waiting = reason;
    };
    return { signal: this.stopping.signal, onWait };
  }

  /** Opens the log, unless it is open. */
  async open(): Promise<void> {
    if (this.assembly !== undefined) return;
    this.assembly = new Assembly(await this.parts.open(this.hooks), this);
    this.waiting = undefined;
    removeJobFiles(this.parts.settings.data);
  }

  /** Resolves once the log is open, its events are folded, and all due steps are done. */
  start(): Promise<void> {
    this.run = this.begin();
    return this.run;
  }

  private async begin(): Promise<void> {
    await this.open();
    const { opened, parts } = this;
    const { clusterState, fold, leadership, reads, store, own } = opened;
    const again = leadership.lease === undefined ? once : retrying({ ...this.hooks, ...parts });
    const folded = await catchUp({ store, fold, reads, again }, parts.say);
    if (folded !== undefined) opened.snapshots.observe(folded.last, folded.count);
    opened.observe();
    await again(() => Promise.all([opened.resolver.resolveAll(), opened.targets.resolve()]));
    await leadership.start();
    await again(() => own.form());
    await again(() =>
      requireMasterKey({ ...parts, vault: this.vault, store, clusterState, cluster: this.name }),
    );
    await again(async () => reads.reached((await store.head()) ?? reads.position));
    watch(opened, this);
    this.waiting = undefined;
    this.hasStarted = true;
    this.starting.resolve(undefined);
    if (leadership.lease !== undefined)
      void this.staleness.checkRegularly((signal) => this.log.folded(signal), this.stopping.signal);
  }

  /** Resolves once the processes have no step that is due now. */
  idle(): Promise<void> {
    return this.opened.runner.idle();
  }

  /** Rejects the promise of a start that has not ended. */
  giveUpStart(): void {
    if (!this.hasStarted) this.stopping.abort();
    this.starting.reject(new Error('the server stops'));
  }

  /** Ends the work under way, a start too, then closes the files. */
  async stop(): Promise<void> {
    this.giveUpStart();
    this.hasStarted = false;
    this.stopping.abort();
    if (this.assembly === undefined) await this.run.catch(() => undefined);
    this.assembly?.scheduled.giveUp();
    await Promise.all([this.jobs.stop(), this.comparisons.stop()]);
    await this.assembly?.stop();
    await this.run.catch(() => undefined);
  }

  /** @throws EngineStarting while the log is not open */
  private get opened(): Assembly {
    if (this.assembly === undefined) throw new EngineStarting();
    return this.assembly;
  }
}
