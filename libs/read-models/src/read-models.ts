import { rmSync } from 'node:fs';

import { type Cluster, type World } from '#domain';
import {
  parseStream,
  streamName,
  toPosition,
  type EventStore,
  type Position,
  type Recorded,
} from '#event-store';
import { type RegistryKey } from '#registry';

import { Captures } from './captures.js';
import { READ_MODEL_VERSION, ReadDatabase } from './database.js';
import { DirectoryPast } from './directory.js';
import { Events } from './events.js';
import { Follower } from './follower.js';
import { LostWrites } from './lost-writes.js';
import { Operations } from './operations.js';
import { Parked } from './parked.js';
import { PastWorlds } from './past-world.js';
import { Projector } from './projector.js';
import { RegistryPast } from './registry-past.js';
import { valueHistory, type ValueVersion } from './value-history.js';

export type ReadModelOptions = Readonly<{
  file: string;
  store: EventStore;
  cluster: string;
  /** After so many events the aggregates' states are kept: a past one is folded over no more. */
  keepEvery?: number;
  /** Given every event before it is projected; what it throws parks the event. */
  inspect?: (recorded: Recorded) => void;
  /** Told of every lost write that is found in what is new, with its rule. */
  onLost?: (rule: string) => void;
}>;

const KEEP_EVERY = 2000;

/** A position that the log has not reached. */
export class FuturePosition extends Error {
  override readonly name = 'FuturePosition';

  constructor(
    readonly position: Position,
    readonly head: Position,
  ) {
    super(`position ${String(position)} is in the future: the log ends at ${String(head)}`);
  }
}

/**
 * The questions about the log, answered from one file that follows it. Rows and the position they
 * are true for are one transaction; deleting the file is always safe.
 */
export class ReadModels {
  readonly events: Events;
  readonly captures: Captures;
  readonly lostWrites: LostWrites;
  readonly operations: Operations;
  readonly parked: Parked;
  readonly registry: RegistryPast;
  private projector: Projector;
  private isLive = false;
  private taken = 0;
  private at: Position;
  private readonly follower: Follower;
  private readonly directories: DirectoryPast;
  private readonly worlds: PastWorlds;

  private constructor(
    private readonly db: ReadDatabase,
    private readonly options: ReadModelOptions,
  ) {
    this.events = new Events(db);
    this.captures = new Captures(db, this.events);
    this.lostWrites = new LostWrites(db);
    this.operations = new Operations(db, this.events);
    this.parked = new Parked(db);
    this.registry = new RegistryPast(db);
    this.follower = new Follower(
      options.store,
      () => this.at,
      (batch) => {
        this.take(batch);
      },
    );
    this.directories = new DirectoryPast(this.events, options.cluster);
    this.worlds = new PastWorlds(db, this.events, {
      cluster: options.cluster,
      keepEvery: options.keepEvery ?? KEEP_EVERY,
    });
    this.projector = this.newProjector();
    this.at = toPosition(BigInt(Number(db.get('SELECT position FROM state')?.['position'] ?? 0)));
  }

  /** Opens the file, or begins a new one where it is another version's or another log's. */
  static async open(options: ReadModelOptions): Promise<ReadModels> {
    const log = await logId(options.store);
    let db = new ReadDatabase(options.file);
    const state = db.get('SELECT version, log FROM state');
    if (state !== undefined && (state['version'] !== READ_MODEL_VERSION || state['log'] !== log)) {
      db.close();
      for (const end of ['', '-wal', '-shm']) rmSync(`${options.file}${end}`, { force: true });
      db = new ReadDatabase(options.file);
    }
    return new ReadModels(db, options);
  }

  /** The position that all answers are true for. */
  get position(): Position {
    return this.at;
  }

  /** How many events were taken since it was opened. */
  get count(): number {
    return this.taken;
  }

  /** Begins to follow the log; resolves when what was in it at the call is projected. */
  async start(): Promise<void> {
    if (this.at > 0n) this.projector.recall(this.worlds.folded(this.at));
    this.follower.start();
    const head = await this.options.store.head();
    if (head !== undefined) await this.reached(head);
    this.isLive = true;
  }

  async close(): Promise<void> {
    await this.follower.stop();
    this.db.close();
  }

  /** Resolves once a position is projected; @throws the signal's reason when it aborts first */
  reached(position: Position, signal?: AbortSignal): Promise<void> {
    return this.follower.reached(position, signal);
  }

  /**
   * The position that a moment stands for: itself, or the last one recorded by an instant.
   *
   * @throws FuturePosition when the log has not reached it
   */
  resolve(moment: Position | Date): Position {
    if (moment instanceof Date) return this.events.upTo(moment);
    if (moment > this.at) throw new FuturePosition(moment, this.at);
    return moment;
  }

  /** Every aggregate as it was, without registries. */
  worldAt(at: Position): World {
    return this.worlds.at(at);
  }

  /** The directory as it was. */
  directoryAt(at: Position): Cluster {
    return this.directories.at(at);
  }

  /** The tree that a capture names: a key of a node's registry just after a revision. */
  contentOf(
    { node, nodeRevision }: Readonly<{ node: string; nodeRevision: number }>,
    effectiveKey: string,
  ): RegistryKey | undefined {
    const stream = streamName(this.options.cluster, 'node', node);
    const position = this.events.positionOf(stream, nodeRevision);
    return position && this.registry.keyAt(node, effectiveKey, Number(position));
  }

  valueHistory(
    what: Readonly<{ node: string; key: string; name?: string }>,
    page: Readonly<{ limit: number; before?: Position }>,
  ): readonly ValueVersion[] {
    return valueHistory(this.db, what, page);
  }

  /**
   * Projects the whole log again, parked events among it: what came after one rests on it.
   * Resolves when it has begun; `reached` says how far it is.
   */
  async rebuild(): Promise<void> {
    await this.follower.stop();
    this.isLive = false;
    this.db.clear();
    this.at = toPosition(0n);
    this.recollect();
    this.follower.start();
  }

  private newProjector(): Projector {
    const { cluster, onLost } = this.options;
    const { db, events, captures } = this;
    return new Projector({
      db,
      events,
      captures,
      cluster,
      onLost: (rule) => {
        if (this.isLive) onLost?.(rule);
      },
    });
  }

  /** A batch is one transaction; where it fails, each of its events is one. */
  private take(batch: readonly Recorded[]): void {
    try {
      this.project(batch);
    } catch {
      this.recollect();
      for (const recorded of batch) this.takeOne(recorded);
    }
  }

  private takeOne(recorded: Recorded): void {
    try {
      this.project([recorded]);
    } catch (error) {
      this.recollect();
      this.project([recorded], error instanceof Error ? error.message : String(error));
    }
  }

  /** @param fault why these events are parked; the list of events has them all the same */
  private project(batch: readonly Recorded[], fault?: string): void {
    const last = batch.at(-1)?.position;
    if (last === undefined) return;
    this.db.transaction(() => {
      for (const recorded of batch) {
        this.events.note(this.options.cluster, recorded);
        this.directories.note(recorded);
        if (fault === undefined) this.projectOne(recorded);
        else this.parked.park(recorded, fault);
        this.worlds.keep(this.projector.current, recorded.position);
      }
      this.events.flush();
      this.captures.flush();
      this.projector.flush();
      this.db.run(
        `INSERT INTO state (only_row, version, log, position) VALUES (0, ?, ?, ?)
         ON CONFLICT DO UPDATE SET position = excluded.position, log = coalesce(log, excluded.log)`,
        READ_MODEL_VERSION,
        formedLog(batch),
        Number(last),
      );
    });
    this.at = last;
    this.taken += batch.length;
  }

  private projectOne(recorded: Recorded): void {
    this.options.inspect?.(recorded);
    this.projector.project(recorded);
    this.parked.release(recorded.position);
  }

  /** What is in memory is made from the file again, after a transaction that was undone. */
  private recollect(): void {
    this.events.recollect();
    this.captures.recollect();
    this.directories.recollect();
    this.worlds.forget();
    this.projector = this.newProjector();
    if (this.at > 0n) this.projector.recall(this.worlds.folded(this.at));
  }
}

const formedLog = (batch: readonly Recorded[]): string | null => {
  const formed = batch.find(({ event }) => event.type === 'ClusterFormed');
  return formed === undefined ? null : (formed.event.data as { logId: string }).logId;
};

/** Which log this is; null for one in which no cluster was formed yet. */
const logId = async (store: EventStore): Promise<string | null> => {
  for await (const recorded of store.readLog({ limit: 16 })) {
    const isCluster = parseStream(recorded.stream)?.kind === 'cluster';
    if (isCluster && recorded.event.type === 'ClusterFormed') return formedLog([recorded]);
  }
  return null;
};
