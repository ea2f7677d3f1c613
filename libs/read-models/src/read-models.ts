import { type Cluster, type World } from '#domain';
import { streamName, toPosition, type Position } from '#event-store';
import { type RegistryKey } from '#registry';

import { FuturePosition, ReadModelStopped } from './answerable.js';
import { CaptureContents } from './capture-contents.js';
import { Captures } from './captures.js';
import { ReadDatabase } from './database.js';
import { DirectoryPast } from './directory.js';
import { Events } from './events.js';
import { LedgerReader } from './ledger/reader.js';
import { Operations } from './operations.js';
import { Parked } from './parked.js';
import { type Paged } from './pages.js';
import { PastWorlds } from './past-world.js';
import { Projection, type ProjectionOptions } from './projection.js';
import { type Advance, type Projecting, type Told } from './projecting.js';
import { RegistryPast } from './registry-past.js';
import {
  ValueHistory,
  type ValueVersion,
  type VersionCursor,
  type WhichValues,
} from './value-history.js';
import { Waiters } from './waiters.js';

export type ReadModelOptions = Readonly<{
  cluster: string;
  /** Told of every lost write that is found in what is new, with its rule. */
  onLost?: (rule: string) => void;
  /** Told why the log is not followed any more. */
  onStopped?: (error: unknown) => void;
  /** The versions of so few values are merged; those of more are looked for event by event. */
  few?: number;
}>;

/** Where one thread both writes the file and reads it. */
export type OneThreadOptions = ReadModelOptions & Omit<ProjectionOptions, keyof Told>;

/**
 * The questions about the log, answered from one file that follows it. Whoever writes that file,
 * here or in a thread of its own, tells how far it is.
 */
export class ReadModels {
  readonly events: Events;
  readonly captures: Captures;
  readonly ledger: LedgerReader;
  readonly lostWrites: LedgerReader['rows'];
  readonly operations: Operations;
  readonly parked: Parked;
  readonly registry: RegistryPast;
  readonly contents: CaptureContents;
  private readonly values: ValueHistory;
  private projecting: Projecting | undefined;
  private at: Position;
  private taken = 0;
  /** Lost writes up to here were there before, or were told. */
  private toldTo = toPosition(0n);
  private hasStopped: ReadModelStopped | undefined;
  private readonly waiters = new Waiters();
  private readonly directories: DirectoryPast;
  private readonly worlds: PastWorlds;

  private constructor(
    private readonly db: ReadDatabase,
    private readonly options: ReadModelOptions,
  ) {
    this.events = new Events(db);
    this.captures = new Captures(db, this.events);
    this.operations = new Operations(this.events);
    this.parked = new Parked(db);
    this.registry = new RegistryPast(db);
    this.contents = new CaptureContents(this.captures, (source, key) =>
      this.contentOf(source, key),
    );
    this.ledger = new LedgerReader(db, this, options.cluster);
    this.lostWrites = this.ledger.rows;
    this.values = new ValueHistory(db, this.events, options.few);
    this.directories = new DirectoryPast(this.events, options.cluster);
    this.worlds = new PastWorlds(db, this.events, { ...options, keepEvery: Infinity });
    this.at = toPosition(BigInt(Number(db.get('SELECT position FROM state')?.['position'] ?? 0)));
  }

  /** Reads and writes the file in this thread. */
  static async open(options: OneThreadOptions): Promise<ReadModels> {
    const told: Told = {
      advanced: (advance) => {
        reads.advance(advance);
      },
      stopped: (error) => {
        reads.stop(error);
      },
    };
    const isShared = options.file === ':memory:';
    const projection = await Projection.open({ ...options, ...told, isShared });
    const db = isShared ? projection.db : new ReadDatabase(options.file);
    const reads = new ReadModels(db, options);
    reads.projecting = projection;
    return reads;
  }

  /**
   * Reads a file that somebody else writes, who has opened it before.
   *
   * @param connect has itself told how far the file is from here on
   */
  static over(
    file: string,
    options: ReadModelOptions,
    connect: (told: Told) => Projecting,
  ): ReadModels {
    const reads = new ReadModels(new ReadDatabase(file), options);
    reads.projecting = connect({
      advanced: (advance) => {
        reads.advance(advance);
      },
      stopped: (error) => {
        reads.stop(error);
      },
    });
    return reads;
  }

  /** Why the log is not followed any more; undefined while it is. */
  get stopped(): ReadModelStopped | undefined {
    return this.hasStopped;
  }

  /** The position that all answers are true for. */
  get position(): Position {
    return this.at;
  }

  /** How many events were taken since it was opened. */
  get count(): number {
    return this.taken;
  }

  /** Begins to follow the log; resolves when what was in it up to a head is projected. */
  async start(head: Position | undefined): Promise<void> {
    this.toldTo = head ?? this.toldTo;
    this.projecting?.start();
    if (head !== undefined) await this.reached(head);
  }

  async close(): Promise<void> {
    await this.projecting?.stop();
    this.db.close();
  }

  /**
   * Resolves once a position is projected.
   *
   * @throws ReadModelStopped when it does not get there
   * @throws the signal's reason when it aborts first
   */
  async reached(position: Position, signal?: AbortSignal): Promise<void> {
    if (this.at >= position) return;
    signal?.throwIfAborted();
    if (this.hasStopped !== undefined) throw this.hasStopped;
    this.projecting?.hurry(position);
    await this.waiters.until(position, signal);
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

  /**
   * The content of a capture, also of one that rests on earlier captures; undefined for one of an
   * absent key, and for one that is later than a position.
   */
  captureContent(
    capture: Readonly<{ checkpoint: string; number: number }>,
    effectiveKey: string,
    to: Position = this.at,
  ): RegistryKey | undefined {
    return this.contents.of(capture, effectiveKey, to);
  }

  /** Versions of values, newest first. @param after where the page before has ended, or began */
  valueHistory(
    which: WhichValues,
    { limit, after }: Readonly<{ limit: number; after?: VersionCursor }>,
  ): Paged<ValueVersion> {
    const first = { since: Number(this.at) + 1, place: 0 };
    return this.values.page(which, limit, after ?? first);
  }

  /**
   * Projects the whole log again, parked events among it: what came after one rests on it.
   * Resolves when it has begun; `reached` says how far it is.
   *
   * @throws ReadModelStopped while the log is not followed
   */
  async rebuild(): Promise<void> {
    if (this.hasStopped !== undefined) throw this.hasStopped;
    this.at = toPosition(0n);
    this.worlds.forget();
    this.contents.forget();
    this.ledger.forget();
    await this.projecting?.rebuild();
    this.directories.recollect();
  }

  private stop(error: unknown): void {
    this.hasStopped = error === undefined ? undefined : new ReadModelStopped(error);
    if (this.hasStopped === undefined) return;
    this.waiters.fail(this.hasStopped);
    this.options.onStopped?.(error);
  }

  private advance({ position, count, lost, isDirectory }: Advance): void {
    this.at = position;
    this.taken += count;
    this.parked.recount();
    if (isDirectory) this.directories.catchUp();
    for (const found of lost) if (found.position > this.toldTo) this.options.onLost?.(found.rule);
    if (position > this.toldTo) this.toldTo = position;
    this.waiters.wake(position);
  }

  /** The tree that a capture names: a key of a node's registry just after a revision. */
  private contentOf(
    { node, nodeRevision }: Readonly<{ node: string; nodeRevision: number }>,
    effectiveKey: string,
  ): RegistryKey | undefined {
    const stream = streamName(this.options.cluster, 'node', node);
    const position = this.events.positionOf(stream, nodeRevision);
    return position && this.registry.keyAt(node, effectiveKey, Number(position));
  }
}
