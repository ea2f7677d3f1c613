import { streamName, type Cluster, type PastState } from '#domain';
import { type Position } from '#event-store';
import { type RegistryKey } from '#registry';

import { FuturePosition, type ReadModelStopped } from './answerable.js';
import { CaptureContents } from './captures/capture-contents.js';
import { Captures } from './captures/captures.js';
import { type ReadModelDamaged } from './file/damage.js';
import { ReadDatabase } from './file/database.js';
import { DirectoryPast } from './past/directory.js';
import { Events } from './events/events.js';
import { FollowedFile } from './file/followed-file.js';
import { LedgerReader } from './ledger/reader.js';
import { Operations } from './operations/operations.js';
import { Parked } from './parked.js';
import { type Paged } from './pages.js';
import { pastSources } from './past/past-sources.js';
import { PastStates } from './past/past-states.js';
import { Projection } from './projection/projection.js';
import { type ProjectionOptions } from './projection/projection-options.js';
import { type Projecting, type Told } from './projection/projecting.js';
import { RegistryPast } from './registry/registry-past.js';
import {
  ValueHistory,
  type ValueVersion,
  type VersionCursor,
  type WhichValues,
} from './registry/value-history.js';

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
  private readonly file: FollowedFile;
  private readonly directories: DirectoryPast;
  private readonly states: PastStates;

  /** @param shared the connection that writes, where nobody else can see the file */
  private constructor(
    name: string,
    private readonly options: ReadModelOptions,
    shared?: ReadDatabase,
  ) {
    const onDamage = (damage: ReadModelDamaged): void => {
      this.file.takeDamage(damage);
    };
    const db = shared ?? new ReadDatabase(name, { role: 'reader', onDamage });
    const reader = {
      recollect: () => {
        this.recollect();
      },
      notice: (isDirectory: boolean) => {
        this.parked.recount();
        if (isDirectory) this.directories.catchUp();
      },
    };
    this.file = new FollowedFile({ db, isShared: shared !== undefined, hooks: options, reader });
    this.events = new Events(db);
    this.captures = new Captures(db, this.events);
    this.operations = new Operations(this.events);
    this.parked = new Parked(db);
    this.registry = new RegistryPast(db);
    this.contents = new CaptureContents(this.captures, ({ node, nodeRevision }, key) => {
      const position = this.positionOf(node, nodeRevision);
      return position && this.registry.keyAt(node, key, Number(position));
    });
    this.ledger = new LedgerReader(db, this, options.cluster);
    this.lostWrites = this.ledger.rows;
    this.values = new ValueHistory(db, this.events, options.few);
    this.directories = new DirectoryPast(this.events, options.cluster);
    this.states = new PastStates(db, this.events, { ...options, keepEvery: Infinity });
  }

  /** Reads and writes the file in this thread. */
  static async open(options: OneThreadOptions): Promise<ReadModels> {
    const { file } = options;
    const isShared = file === ':memory:';
    const told: Told = {
      advanced: (advance) => {
        reads.file.told.advanced(advance);
      },
      stopped: (error) => {
        reads.file.told.stopped(error);
      },
      damaged: (damage) => {
        reads.file.told.damaged(damage);
      },
      renewed: () => {
        reads.file.told.renewed();
      },
    };
    const projection = await Projection.open({ ...options, ...told, isShared });
    const reads = new ReadModels(file, options, isShared ? projection.db : undefined);
    if (projection.damage !== undefined) options.onDamaged?.(projection.damage);
    reads.file.open(projection);
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
    const reads = new ReadModels(file, options);
    reads.file.open(connect(reads.file.told));
    return reads;
  }

  /** Why the log is not followed any more; undefined while it is. */
  get stopped(): ReadModelStopped | undefined {
    return this.file.stopped;
  }

  /** Why nothing is answered while the file is built anew; undefined while all is. */
  get rebuilding(): Error | undefined {
    return this.file.rebuilding;
  }

  /** The position that all answers are true for. */
  get position(): Position {
    return this.file.position;
  }

  /** How many events were taken since it was opened. */
  get count(): number {
    return this.file.count;
  }

  /** Begins to follow the log; resolves when what was in it up to a head is projected. */
  start(head: Position | undefined): Promise<void> {
    return this.file.start(head);
  }

  close(): Promise<void> {
    return this.file.close();
  }

  /**
   * Resolves once a position is projected.
   *
   * @throws ReadModelStopped when it does not get there
   * @throws the signal's reason when it aborts first
   */
  reached(position: Position, signal?: AbortSignal): Promise<void> {
    return this.file.reached(position, signal);
  }

  /**
   * The position that a moment stands for: itself, or the last one recorded by an instant.
   *
   * @throws FuturePosition when the log has not reached it
   * @throws ReadModelDamaged while the file is built anew
   */
  resolve(moment: Position | Date): Position {
    if (this.rebuilding !== undefined) throw this.rebuilding;
    if (moment instanceof Date) return this.events.upTo(moment);
    if (moment > this.position) throw new FuturePosition(moment, this.position);
    return moment;
  }

  /** The cluster as it was. */
  stateAt(at: Position): PastState {
    return this.states.at(at).withSources(pastSources(this, at));
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
    to: Position = this.position,
  ): RegistryKey | undefined {
    return this.contents.of(capture, effectiveKey, to);
  }

  /** Versions of values, newest first. @param after where the page before has ended, or began */
  valueHistory(
    which: WhichValues,
    { limit, after }: Readonly<{ limit: number; after?: VersionCursor }>,
  ): Paged<ValueVersion> {
    const first = { since: Number(this.position) + 1, place: 0 };
    return this.values.page(which, limit, after ?? first);
  }

  /**
   * Projects the whole log again, parked events among it: what came after one rests on it.
   * Resolves when it has begun; `reached` says how far it is.
   *
   * @throws ReadModelStopped while the log is not followed
   */
  rebuild(): Promise<void> {
    return this.file.rebuild();
  }

  /** The file is another one than before. */
  private recollect(): void {
    this.states.forget();
    this.contents.forget();
    this.ledger.forget();
    this.parked.recount();
    this.directories.recollect();
  }

  /** The position of an event of a node, by its revision. */
  positionOf(node: string, revision: number): Position | undefined {
    return this.events.positionOf(streamName(this.options.cluster, 'node', node), revision);
  }
}
