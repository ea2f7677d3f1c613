import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { World } from '#domain';
import {
  Executor,
  Fold,
  streamName,
  toFact,
  type EventStore,
  type Metadata,
  type Position,
  type StreamKind,
} from '#event-store';
import { carryOut, ProcessRunner, PROCESSES, worldTarget, type Clock } from '#processes';
import { type ReadModels } from '#read-models';

import { type Metrics } from '../metrics/metrics.js';
import { CaptureResolver } from './capture-resolver.js';
import { catchUp } from './catch-up.js';
import { Freshness } from './freshness.js';
import { Mandate } from './mandate.js';
import { answeredInTime, inTime } from './in-time.js';
import { type Opened } from './opened.js';
import { OwnSteps } from './own-steps.js';
import { type Settings } from './settings.js';
import { Snapshots, type Recalled } from './snapshots.js';
import { Unprojected } from './unprojected.js';
import { watch } from './watch.js';

const MAX_PAUSE_MS = 1000;
const JITTER_MS = 20;
/** Where the snapshot of the fold is. */
export const snapshotFile = ({ data }: Settings): string => join(data, 'fold.snapshot');

/** What an engine is built from; tests bring their own. */
export type EngineParts = Readonly<{
  settings: Settings;
  store: EventStore;
  reads: ReadModels;
  lease?: Opened['lease'];
  problem?: Opened['problem'];
  close?: Opened['close'];
  /** What is folded already; a new world without. */
  recalled?: Recalled;
  metrics: Metrics;
  newId: () => string;
  clock: Clock;
  warn: (reason: string) => void;
  /** Told what is under way where that takes long. */
  say?: ((what: string) => void) | undefined;
  onDefect: (error: unknown, where: string) => void;
}>;

/** The log, its fold, the processes and the read models of one cluster, as one thing that starts and stops. */
export class Engine {
  readonly world: World;
  readonly fold: Fold;
  readonly executor: Executor;
  readonly mandate: Mandate;
  readonly freshness = new Freshness(() => performance.now());
  private readonly own: OwnSteps;
  private readonly runner: ProcessRunner;
  private readonly stopping = new AbortController();
  private readonly snapshots: Snapshots;
  private hasStarted = false;
  private readonly starting = Promise.withResolvers<unknown>();
  private readonly unprojected = new Unprojected();
  private readonly resolver: CaptureResolver;
  private count = 0;

  constructor(readonly parts: EngineParts) {
    const { store, settings, recalled } = parts;
    this.world = recalled?.world ?? new World();
    this.fold = new Fold(store, worldTarget(this.world, settings.cluster), {
      from: recalled?.position,
    });
    this.snapshots = new Snapshots(
      { file: snapshotFile(settings), cluster: settings.cluster },
      this.world,
      {
        now: () => performance.now(),
        onDefect: (error) => {
          parts.onDefect(error, 'snapshot');
        },
      },
    );
    this.executor = new Executor({
      store,
      fold: this.fold,
      jitter: (attempt) => pause(Math.random() * JITTER_MS * attempt),
      ...(parts.lease !== undefined && { within: answeredInTime }),
    });
    this.own = new OwnSteps(this, parts.newId);
    this.runner = new ProcessRunner({
      world: this.world,
      processes: PROCESSES,
      clock: parts.clock,
      execute: (step, trigger) => this.own.execute(step, trigger),
      pause: (attempt) => pause(Math.min(MAX_PAUSE_MS, 10 * 2 ** attempt)),
      onDefect: (error, process, key) => {
        parts.onDefect(error, `${process} ${key}`);
      },
    });
    this.mandate = new Mandate(this.runner, parts.lease, parts);
    this.resolver = new CaptureResolver(this, (fact, trigger) => {
      this.runner.observe(fact, trigger);
    });
  }

  get store(): EventStore {
    return this.parts.store;
  }

  get reads(): ReadModels {
    return this.parts.reads;
  }

  get cluster(): string {
    return this.parts.settings.cluster;
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return this.parts.clock.now();
  }

  get isReady(): boolean {
    return this.hasStarted;
  }

  /** Resolves once requests can be answered. */
  get started(): Promise<unknown> {
    return this.starting.promise;
  }

  stream(kind: StreamKind, id: string): string {
    return streamName(this.cluster, kind, id);
  }

  /** Resolves when the past is folded and what it owes is done. */
  async start(): Promise<void> {
    const folded = await catchUp(this, this.parts.say);
    if (folded !== undefined) this.snapshots.observe(folded.last, folded.count);
    this.fold.onStopped((stopped) => {
      this.parts.onDefect(stopped, 'fold');
      if (stopped.isForGood) this.abdicate();
    });
    this.fold.onFact((recorded) => {
      const fact = toFact(this.cluster, recorded);
      const { operation } = recorded.metadata;
      const trigger = { operation, causation: recorded.id };
      if (fact !== undefined) {
        this.runner.observe(fact, trigger);
        this.resolver.observe(fact, trigger);
      }
      this.snapshots.observe(recorded);
      this.unprojected.note(operation, recorded.position);
      this.unprojected.forget(this.reads.position);
      this.count += 1;
      this.parts.metrics.folded(recorded);
    });
    await this.resolver.resolveAll();
    await this.mandate.start();
    await this.own.form();
    await this.reads.reached((await this.store.head()) ?? this.reads.position);
    const { world, fold, mandate, freshness, reads } = this;
    watch(
      { metrics: this.parts.metrics, world, reads, fold, mandate, freshness },
      () => this.count,
    );
    this.hasStarted = true;
    this.starting.resolve(undefined);
    if (this.mandate.lease !== undefined)
      void this.freshness.keep((signal) => this.folded(signal), this.stopping.signal);
  }

  /** Resolves when nothing is left that the processes could do now. */
  idle(): Promise<void> {
    return this.runner.idle();
  }

  /** What knows no longer what is leaves what the log owes to others. */
  private abdicate(): void {
    this.mandate.stop().catch((error: unknown) => {
      this.parts.onDefect(error, 'mandate');
    });
  }

  /** Erases what nothing refers to any more; a request that left it behind waits for that. */
  async erase(metadata: Metadata): Promise<void> {
    for (const id of this.world.sealedKeys.toErase)
      await carryOut(
        this,
        { kind: 'key', id, command: { type: 'EraseKey', data: {} } },
        { metadata },
      );
  }

  /** Ends what is under way, then closes the files. */
  async stop(): Promise<void> {
    this.hasStarted = false;
    this.stopping.abort();
    await this.mandate.stop();
    await this.fold.stop();
    await this.snapshots.settled();
    await this.reads.close();
    await (this.parts.close?.() ?? this.parts.store.close());
  }

  /** Resolves once the fold has everything that was in the log at the call. */
  folded(signal: AbortSignal): Promise<Position> {
    return this.freshness.watch(async () => {
      const head = await inTime(this.parts.store.head(), signal);
      if (head === undefined) return this.reads.position;
      await this.fold.reached(head, signal);
      return head;
    });
  }

  /** Resolves once fold and read model have everything that was in the log at the call. */
  async caughtUp(signal: AbortSignal): Promise<Position> {
    const head = await this.folded(signal);
    await this.reads.reached(head, signal);
    return head;
  }

  /** Resolves once the read model has what is in the log of one operation. */
  async projected(operation: string, signal: AbortSignal): Promise<void> {
    await this.folded(signal);
    const last = this.unprojected.lastOf(operation, this.reads.position);
    if (last !== undefined) await this.reads.reached(last, signal);
  }
}
