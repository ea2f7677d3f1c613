import { streamName, toDomainEvent, type DomainEvent } from '#domain';
import { toPosition, type Position, type Recorded } from '#event-store';

import { Captures } from '../captures/captures.js';
import { READ_MODEL_VERSION } from '../file/connection.js';
import { isFileFault, ReadModelDamaged } from '../file/damage.js';
import { type ReadDatabase } from '../file/database.js';
import { Events } from '../events/events.js';
import { Follower, type BatchTarget } from './follower.js';
import { keepParked, Parked } from '../parked.js';
import { PastStates } from '../past/past-states.js';
import { type Found, type Projecting } from './projecting.js';
import { formedLog, logId, openFor, type OpenedReads } from '../file/log-id.js';
import { type ProjectionOptions } from './projection-options.js';
import { Projector } from './projector.js';

const KEEP_EVERY = 2000;
const NONE = toPosition(0n);

/** The greatest number of events, or of versions of values, in one transaction. */
const MAX_OPEN = 65_536;

/** The content of the open transaction. */
type Open = {
  count: number;
  lost: Found[];
  /** The id of the log, if its first event is in the transaction. */
  log: string | null;
  isDirectory: boolean;
};

/**
 * Writes the file of the read models. Rows and their position share a transaction, so deleting the
 * file is always safe.
 */
export class Projection implements Projecting {
  private readonly events: Events;
  private readonly captures: Captures;
  private readonly parked: Parked;
  private readonly states: PastStates;
  private readonly follower: Follower;
  private readonly directory: string;
  /** Made from the file at the first use. */
  private projector: Projector | undefined;
  private at = NONE;
  /** The position up to which the open transaction has events. */
  private taken = NONE;
  private open: Open = newOpen();
  /** Up to here each event is a transaction of its own. */
  private singleEventsUpTo = NONE;
  private hasStarted = false;
  readonly db: ReadDatabase;
  /** The damage because of which the file was replaced when it was opened. */
  readonly damage: ReadModelDamaged | undefined;
  /** True if the whole file was checked when it was opened. */
  readonly isChecked: boolean;

  private constructor(
    { db, damage, isChecked }: OpenedReads,
    private readonly options: ProjectionOptions,
  ) {
    [this.db, this.damage, this.isChecked] = [db, damage, isChecked];
    const { log, cluster, keepEvery = KEEP_EVERY, seed } = options;
    this.events = new Events(db);
    this.captures = new Captures(db, this.events);
    this.parked = new Parked(db);
    this.states = new PastStates(db, this.events, { cluster, keepEvery, seed });
    this.directory = streamName(cluster, 'cluster', cluster);
    this.at = toPosition(BigInt(Number(db.get('SELECT position FROM state')?.['position'] ?? 0)));
    this.taken = this.at;
    const taker: BatchTarget = {
      shown: () => this.at,
      taken: () => this.taken,
      take: (batch) => this.take(batch),
      show: () => this.tryToShow(),
      undo: () => {
        this.undo();
      },
      stopped: (error) => {
        if (error instanceof ReadModelDamaged) options.damaged(error);
        else options.stopped(error);
      },
    };
    this.follower = new Follower(log, taker, options);
  }

  /** Opens the file. A file of another version or another log is replaced. */
  static async open(options: ProjectionOptions): Promise<Projection> {
    const { file, log, id = await logId(log) } = options;
    return new Projection(openFor(file, id, options), options);
  }

  /** Writes into a database that is open, and whose rows are right up to its position. */
  static over(db: ReadDatabase, options: ProjectionOptions): Projection {
    return new Projection({ db, isChecked: true }, options);
  }

  /** The position of the last committed transaction. */
  get position(): Position {
    return this.at;
  }

  start(): void {
    this.hasStarted = true;
    this.follower.start();
  }

  flushUpTo(position: Position): void {
    this.follower.hurry(position);
  }

  async rebuild(): Promise<void> {
    await this.follower.stop();
    this.undo();
    keepParked(this.db, () => {
      this.db.renew();
    });
    [this.at, this.taken, this.singleEventsUpTo] = [NONE, NONE, NONE];
    this.options.renewed();
    if (this.hasStarted) this.follower.start();
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
      securedThen: this.options.securedThen,
      onLost: (rule, position) => {
        this.open.lost.push({ rule, position });
      },
    });
  }

  /**
   * Adds batches to one transaction until it is large or a reader waits. After a failure the
   * transaction is undone, and its events are read again, each in a transaction of its own.
   */
  private take(batch: readonly Recorded[]): 'go on' | 'show' | 'again' {
    if (this.taken < this.singleEventsUpTo) {
      for (const recorded of batch) this.takeOne(recorded);
      return 'go on';
    }
    try {
      for (const recorded of batch) this.project(recorded);
    } catch {
      this.singleEventsUpTo = batch.at(-1)?.position ?? this.taken;
      this.undo();
      return 'again';
    }
    return this.isDue() ? 'show' : 'go on';
  }

  private isDue(): boolean {
    const isLarge = this.open.count >= MAX_OPEN || (this.projector?.pending ?? 0) >= MAX_OPEN;
    return isLarge || this.options.isShared === true;
  }

  private tryToShow(): boolean {
    try {
      this.show();
      return true;
    } catch {
      this.singleEventsUpTo = this.taken;
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

  /** @param fault the reason to park the event; the list of events has it all the same */
  private project(recorded: Recorded, fault?: string): void {
    this.db.begin();
    const domainEvent = toDomainEvent(this.options.cluster, recorded);
    if (domainEvent !== undefined) this.events.note(recorded, domainEvent);
    if (fault !== undefined) this.parked.park(recorded, fault);
    else this.projectDomainEvent(recorded, domainEvent);
    this.states.keep(this.resumedProjector().current, recorded.position);
    this.open.count += 1;
    this.open.log ??= formedLog(recorded);
    this.open.isDirectory ||= recorded.stream === this.directory;
    this.taken = recorded.position;
  }

  private projectDomainEvent(recorded: Recorded, domainEvent: DomainEvent | undefined): void {
    this.options.inspect?.(recorded);
    if (domainEvent !== undefined) this.resumedProjector().project(recorded, domainEvent);
    this.parked.release(recorded.position);
  }

  /** Commits the transaction with its position. */
  private show(): void {
    if (this.open.count === 0) return;
    this.events.flush();
    this.captures.flush();
    this.projector?.flush();
    this.db.run(
      `INSERT INTO main.state (only_row, version, log, position) VALUES (0, ?, ?, ?)
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
    this.events.reload();
    this.captures.reload();
    this.parked.forget();
    this.states.forget();
    this.projector = undefined;
  }

  /** The projector, made from the file after a start or an undone transaction. */
  private resumedProjector(): Projector {
    if (this.projector !== undefined) return this.projector;
    const projector = this.newProjector();
    if (this.at > 0n) projector.resumeFrom(this.states.folded(this.at));
    this.projector = projector;
    return projector;
  }
}

const newOpen = (): Open => ({ count: 0, lost: [], log: null, isDirectory: false });
