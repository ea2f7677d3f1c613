import { rmSync } from 'node:fs';

import { parseStream, streamName, toPosition, type Position, type Recorded } from '#event-store';

import { Captures } from './captures.js';
import { READ_MODEL_VERSION, ReadDatabase } from './database.js';
import { Events } from './events.js';
import { Follower } from './follower.js';
import { Parked } from './parked.js';
import { PastWorlds } from './past-world.js';
import { type Advance, type Found, type LogSource, type Projecting } from './projecting.js';
import { Projector } from './projector.js';

export type ProjectionOptions = Readonly<{
  file: string;
  log: LogSource;
  cluster: string;
  /** After so many events the aggregates' states are kept: a past one is folded over no more. */
  keepEvery?: number;
  /** Given every event before it is projected; what it throws parks the event. */
  inspect?: (recorded: Recorded) => void;
  /** Told after every transaction. */
  advanced: (advance: Advance) => void;
}>;

const KEEP_EVERY = 2000;

/**
 * Writes the file of the read models. Rows and the position they are true for are one transaction;
 * deleting the file is always safe.
 */
export class Projection implements Projecting {
  private readonly events: Events;
  private readonly captures: Captures;
  private readonly parked: Parked;
  private readonly worlds: PastWorlds;
  private readonly follower: Follower;
  private readonly directory: string;
  private projector: Projector;
  private at: Position;
  private lost: Found[] = [];

  private constructor(
    readonly db: ReadDatabase,
    private readonly options: ProjectionOptions,
  ) {
    const { log, cluster, keepEvery = KEEP_EVERY } = options;
    this.events = new Events(db);
    this.captures = new Captures(db, this.events);
    this.parked = new Parked(db);
    this.worlds = new PastWorlds(db, this.events, { cluster, keepEvery });
    this.directory = streamName(cluster, 'cluster', cluster);
    this.projector = this.newProjector();
    this.at = toPosition(BigInt(Number(db.get('SELECT position FROM state')?.['position'] ?? 0)));
    this.follower = new Follower(
      log,
      () => this.at,
      (batch) => {
        this.take(batch);
      },
    );
  }

  /** Opens the file, or begins a new one where it is another version's or another log's. */
  static async open(options: ProjectionOptions): Promise<Projection> {
    const log = await logId(options.log);
    let db = new ReadDatabase(options.file);
    const state = db.get('SELECT version, log FROM state');
    if (state !== undefined && (state['version'] !== READ_MODEL_VERSION || state['log'] !== log)) {
      db.close();
      for (const end of ['', '-wal', '-shm']) rmSync(`${options.file}${end}`, { force: true });
      db = new ReadDatabase(options.file);
    }
    return new Projection(db, options);
  }

  /** Up to where the file is true. */
  get position(): Position {
    return this.at;
  }

  start(): void {
    if (this.at > 0n) this.projector.recall(this.worlds.folded(this.at));
    this.follower.start();
  }

  hurry(position: Position): void {
    this.follower.hurry(position);
  }

  async rebuild(): Promise<void> {
    await this.follower.stop();
    this.db.clear();
    this.at = toPosition(0n);
    this.recollect();
    this.follower.start();
  }

  async stop(): Promise<void> {
    await this.follower.stop();
  }

  private newProjector(): Projector {
    const { db, events, captures } = this;
    return new Projector({
      db,
      events,
      captures,
      cluster: this.options.cluster,
      onLost: (rule, position) => {
        this.lost.push({ rule, position });
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
    this.lost = [];
    this.db.transaction(() => {
      for (const recorded of batch) {
        this.events.note(this.options.cluster, recorded);
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
    const isDirectory = batch.some(({ stream }) => stream === this.directory);
    this.options.advanced({ position: last, count: batch.length, lost: this.lost, isDirectory });
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
    this.worlds.forget();
    this.projector = this.newProjector();
    if (this.at > 0n) this.projector.recall(this.worlds.folded(this.at));
  }
}

/** A copy of a log in another store has its id too, and other positions. */
const formedLog = (batch: readonly Recorded[]): string | null => {
  const formed = batch.find(({ event }) => event.type === 'ClusterFormed');
  if (formed === undefined) return null;
  return `${(formed.event.data as { logId: string }).logId}@${String(formed.position)}`;
};

/** Which log this is; null for one in which no cluster was formed yet. */
const logId = async (log: LogSource): Promise<string | null> => {
  for await (const recorded of log.readLog({ limit: 16 })) {
    const isCluster = parseStream(recorded.stream)?.kind === 'cluster';
    if (isCluster && recorded.event.type === 'ClusterFormed') return formedLog([recorded]);
  }
  return null;
};
