import { type Fact } from '#domain';
import {
  streamName,
  toFact,
  toPosition,
  type Pause,
  type Position,
  type Recorded,
} from '#event-store';

import { Captures } from './captures.js';
import { isFileFault, READ_MODEL_VERSION, type ReadDatabase } from './database.js';
import { Events } from './events.js';
import { Follower, type Taker } from './follower.js';
import { Parked } from './parked.js';
import { PastWorlds } from './past-world.js';
import { type Found, type LogSource, type Projecting, type Told } from './projecting.js';
import { formedLog, logId, openFor } from './log-id.js';
import { Projector } from './projector.js';

export type ProjectionOptions = Readonly<{
  file: string;
  log: LogSource;
  /** Which log that is, as `logId` says; it is asked without. */
  id?: string | null;
  cluster: string;
  /** After so many events the aggregates' states are kept: a past one is folded over no more. */
  keepEvery?: number;
  /** Whether somebody reads by this connection, who would see a transaction that is open. */
  isShared?: boolean;
  /** Given every event before it is projected; what it throws parks the event. */
  inspect?: (recorded: Recorded) => void;
  /** Before the log is asked again, where it was refused. */
  pause?: Pause;
}> &
  Told;

const KEEP_EVERY = 2000;

/** So many events, or versions of values, are one transaction at most. */
const MAX_OPEN = 65_536;

/** What the transaction that is open has taken. */
type Open = {
  count: number;
  lost: Found[];
  /** The id of the log, where its first event is among it. */
  log: string | null;
  isDirectory: boolean;
};

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
  /** Up to where the transaction that is open has taken events. */
  private taken: Position;
  private open: Open = newOpen();
  /** Up to here each event is a transaction of its own. */
  private careful = toPosition(0n);

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
    this.taken = this.at;
    const taker: Taker = {
      shown: () => this.at,
      taken: () => this.taken,
      take: (batch) => this.take(batch),
      show: () => this.tryToShow(),
      undo: () => {
        this.undo();
      },
      stopped: options.stopped,
    };
    this.follower = new Follower(log, taker, options.pause);
  }

  /** Opens the file, or begins a new one where it is another version's or another log's. */
  static async open(options: ProjectionOptions): Promise<Projection> {
    const { file, log, id = await logId(log) } = options;
    return new Projection(openFor(file, id), options);
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
    this.taken = this.at;
    this.recollect();
    this.follower.start();
  }

  async stop(): Promise<void> {
    await this.follower.stop();
    this.db.close();
  }

  private newProjector(): Projector {
    const { db, events, captures } = this;
    return new Projector({
      db,
      events,
      captures,
      cluster: this.options.cluster,
      onLost: (rule, position) => {
        this.open.lost.push({ rule, position });
      },
    });
  }

  /**
   * Batches are of one transaction until it is large or somebody waits. Where that fails it is
   * undone, and each event up to there is read again as a transaction of its own.
   */
  private take(batch: readonly Recorded[]): 'go on' | 'show' | 'again' {
    if (this.taken < this.careful) {
      for (const recorded of batch) this.takeOne(recorded);
      return 'go on';
    }
    try {
      for (const recorded of batch) this.project(recorded);
    } catch {
      this.careful = batch.at(-1)?.position ?? this.taken;
      this.undo();
      return 'again';
    }
    return this.isDue() ? 'show' : 'go on';
  }

  private isDue(): boolean {
    const isLarge = this.open.count >= MAX_OPEN || this.projector.pending >= MAX_OPEN;
    return isLarge || this.options.isShared === true;
  }

  private tryToShow(): boolean {
    try {
      this.show();
      return true;
    } catch {
      this.careful = this.taken;
      this.undo();
      return false;
    }
  }

  private takeOne(recorded: Recorded): void {
    try {
      this.project(recorded);
      this.show();
    } catch (error) {
      this.undo();
      if (isFileFault(error)) throw error;
      this.project(recorded, error instanceof Error ? error.message : String(error));
      this.show();
    }
  }

  /** @param fault why the event is parked; the list of events has it all the same */
  private project(recorded: Recorded, fault?: string): void {
    this.db.begin();
    const fact = toFact(this.options.cluster, recorded);
    if (fact !== undefined) this.events.note(recorded, fact);
    if (fault !== undefined) this.parked.park(recorded, fault);
    else this.projectFact(recorded, fact);
    this.worlds.keep(this.projector.current, recorded.position);
    this.open.count += 1;
    this.open.log ??= formedLog(recorded);
    this.open.isDirectory ||= recorded.stream === this.directory;
    this.taken = recorded.position;
  }

  private projectFact(recorded: Recorded, fact: Fact | undefined): void {
    this.options.inspect?.(recorded);
    if (fact !== undefined) this.projector.project(recorded, fact);
    this.parked.release(recorded.position);
  }

  /** Ends the transaction with the position that it is true for. */
  private show(): void {
    if (this.open.count === 0) return;
    this.events.flush();
    this.captures.flush();
    this.projector.flush();
    this.db.run(
      `INSERT INTO state (only_row, version, log, position) VALUES (0, ?, ?, ?)
       ON CONFLICT DO UPDATE SET position = excluded.position, log = coalesce(log, excluded.log)`,
      ...[READ_MODEL_VERSION, this.open.log, Number(this.taken)],
    );
    this.db.commit();
    this.at = this.taken;
    const { count, lost, isDirectory } = this.open;
    this.open = newOpen();
    this.options.advanced({ position: this.at, count, lost, isDirectory });
  }

  private undo(): void {
    this.db.undo();
    this.taken = this.at;
    this.open = newOpen();
    this.recollect();
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

const newOpen = (): Open => ({ count: 0, lost: [], log: null, isDirectory: false });
