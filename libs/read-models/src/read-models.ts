import { type Cluster, type World } from '#domain';
import { streamName, toPosition, type Position } from '#event-store';
import { type RegistryKey } from '#registry';

import { FuturePosition, ReadModelRebuilding, ReadModelStopped } from './answerable.js';
import { CaptureContents } from './capture-contents.js';
import { Captures } from './captures.js';
import { ReadModelDamaged } from './damage.js';
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
import { Renewal } from './renewal.js';
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
  /** Told of damage; the file is built anew from the log, and not answered from before it is whole. */
  onDamaged?: (damage: ReadModelDamaged) => void;
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
  private at = toPosition(0n);
  private taken = 0;
  /** Lost writes up to here were there before, or were told. */
  private toldTo = toPosition(0n);
  private isClosing = false;
  private hasStopped: ReadModelStopped | undefined;
  private readonly db: ReadDatabase;
  private readonly renewal: Renewal;
  private readonly waiters = new Waiters();
  private readonly directories: DirectoryPast;
  private readonly worlds: PastWorlds;

  /** @param shared the connection that writes, where nobody else can see the file */
  private constructor(
    file: string,
    private readonly options: ReadModelOptions,
    shared?: ReadDatabase,
  ) {
    const onDamage = (damage: ReadModelDamaged): void => {
      this.takeDamage(damage);
    };
    const db = shared ?? new ReadDatabase(file, { role: 'reader', onDamage });
    this.db = db;
    this.renewal = new Renewal({
      db: shared === undefined ? db : undefined,
      rebuild: async () => this.projecting?.rebuild(),
      done: () => {
        this.recollect();
      },
    });
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
  }

  /** Reads and writes the file in this thread. */
  static async open(options: OneThreadOptions): Promise<ReadModels> {
    const told = ReadModels.told(() => reads);
    const isShared = options.file === ':memory:';
    const projection = await Projection.open({ ...options, ...told, isShared });
    const reads = new ReadModels(options.file, options, isShared ? projection.db : undefined);
    if (projection.damage !== undefined) options.onDamaged?.(projection.damage);
    return reads.follow(projection);
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
    const reads = new ReadModels(file, options);
    return reads.follow(connect(ReadModels.told(() => reads)));
  }

  private static told(of: () => ReadModels): Told {
    return {
      advanced: (advance) => {
        of().advance(advance);
      },
      stopped: (error) => {
        of().stop(error);
      },
      damaged: (damage) => {
        of().takeDamage(damage);
      },
      renewed: () => {
        of().renewal.begun();
      },
    };
  }

  private follow(projecting: Projecting): this {
    this.projecting = projecting;
    this.unlessDamaged(() => {
      const state = this.db.get('SELECT position FROM state');
      this.at = toPosition(BigInt(Number(state?.['position'] ?? 0)));
      this.recollect();
    });
    return this;
  }

  /** Why the log is not followed any more; undefined while it is. */
  get stopped(): ReadModelStopped | undefined {
    return this.hasStopped;
  }

  /** Why nothing is answered while the file is built anew; undefined while all is. */
  get rebuilding(): Error | undefined {
    return this.renewal.reason;
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

  /** The writer closes the file last: a reader would leave the write-ahead log behind. */
  async close(): Promise<void> {
    this.isClosing = true;
    this.renewal.letGo();
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
    const wanted = this.renewal.neededFor(position);
    if (this.at >= wanted) return;
    signal?.throwIfAborted();
    if (this.hasStopped !== undefined) throw this.hasStopped;
    this.projecting?.hurry(wanted);
    await this.waiters.until(wanted, signal);
  }

  /**
   * The position that a moment stands for: itself, or the last one recorded by an instant.
   *
   * @throws FuturePosition when the log has not reached it
   * @throws ReadModelDamaged while the file is built anew
   */
  resolve(moment: Position | Date): Position {
    if (this.renewal.reason !== undefined) throw this.renewal.reason;
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
    await this.begin(new ReadModelRebuilding());
  }

  /** Whoever asks meanwhile waits, or is told why nothing is answered. */
  private begin(reason: Error): Promise<void> {
    const { at } = this;
    this.at = toPosition(0n);
    return this.renewal.begin(at, reason);
  }

  /** The file is another one than before. */
  private recollect(): void {
    this.worlds.forget();
    this.contents.forget();
    this.ledger.forget();
    this.parked.recount();
    this.directories.recollect();
  }

  private takeDamage(damage: ReadModelDamaged): void {
    if (this.renewal.isPending) return;
    this.options.onDamaged?.(damage);
    this.begin(damage).catch((error: unknown) => {
      this.stop(error);
    });
  }

  /** Damage is taken care of where it is found. */
  private unlessDamaged(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof ReadModelDamaged)) throw error;
    }
  }

  private stop(error: unknown): void {
    this.hasStopped = error === undefined ? undefined : new ReadModelStopped(error);
    if (this.hasStopped === undefined) return;
    this.waiters.fail(this.hasStopped);
    this.options.onStopped?.(error);
  }

  private advance({ position, count, lost, isDirectory }: Advance): void {
    if (this.renewal.isPending) return;
    this.at = position;
    this.unlessDamaged(() => {
      if (this.renewal.reason === undefined) this.notice(count, isDirectory);
      else this.taken += this.renewal.advance(position, count);
    });
    for (const found of lost) if (found.position > this.toldTo) this.options.onLost?.(found.rule);
    if (position > this.toldTo) this.toldTo = position;
    if (this.renewal.reason === undefined) this.waiters.wake(position);
  }

  private notice(count: number, isDirectory: boolean): void {
    this.taken += count;
    if (this.isClosing) return;
    this.parked.recount();
    if (isDirectory) this.directories.catchUp();
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
