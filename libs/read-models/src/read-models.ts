import { streamName, type Cluster, type PastState } from '#domain';
import { type Position } from '#event-store';

import { FutureMoment, type ReadModelStopped } from './answerable.js';
import { type CaptureContents } from './captures/capture-contents.js';
import { contentsIn } from './captures/contents-in.js';
import { Captures } from './captures/captures.js';
import { type ReadModelDamaged } from './file/damage.js';
import { ReadDatabase } from './file/database.js';
import { type Departures } from './past/departures.js';
import { DirectoryPast } from './past/directory.js';
import { Events } from './events/events.js';
import { FollowedFile } from './file/followed-file.js';
import { type LayerDatabase } from './layer/layer-database.js';
import { LedgerReader } from './ledger/reader.js';
import { Operations } from './operations/operations.js';
import { Parked } from './parked.js';
import { type Paged } from './pages.js';
import { pastSources } from './past/past-sources.js';
import { PastStates } from './past/past-states.js';
import { type Tags } from './past/tags.js';
import { forwarding } from './projection/forwarding.js';
import { Projection } from './projection/projection.js';
import { type OneThreadOptions, type ReadModelOptions } from './read-model-options.js';
import { type Projecting, type ProgressListener } from './projection/projecting.js';
import { type ValueName } from './provenance/holders.js';
import { Provenance } from './provenance/provenance.js';
import { PastTrees } from './registry/past-trees.js';
import { RegistryPast } from './registry/registry-past.js';
import { TreePairs } from './trees/tree-pair.js';
import { Search } from './search/search.js';
import { Timeline } from './timeline/timeline.js';
import {
  ValueHistory,
  type AskedVersions,
  type ValueVersion,
  type WhichValues,
} from './registry/value-history.js';

/** A layer, and read models of the file below that have all events up to the layer. */
type LayerOver = Readonly<{ db: LayerDatabase; reads: ReadModels }>;

/**
 * Answers questions about the log from one file that follows it. The writer of the file, in this
 * thread or another, reports its progress.
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
  readonly provenance: Provenance;
  readonly trees: PastTrees;
  /** The trees of comparisons. */
  readonly pairs: TreePairs;
  readonly timeline: Timeline;
  readonly search: Search;
  private readonly values: ValueHistory;
  private readonly file: FollowedFile;
  private readonly directories: DirectoryPast;
  private readonly states: PastStates;

  /** @param shared the connection of the writer, if no other connection may see the file */
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
      reload: () => {
        this.reload();
      },
      notice: (isDirectory: boolean) => {
        this.parked.recount();
        if (isDirectory) this.directories.catchUp();
      },
    };
    this.file = new FollowedFile({ db, isShared: shared !== undefined, hooks: options, reader });
    this.events = new Events(db);
    this.captures = new Captures(db, this.events);
    this.operations = new Operations(this.events, db);
    this.parked = new Parked(db);
    this.registry = new RegistryPast(db);
    this.contents = contentsIn(this.captures, this.registry, (...at) => this.positionOf(...at));
    this.trees = new PastTrees(db, this.events, this.registry);
    this.pairs = new TreePairs(this.trees, this.contents);
    this.search = new Search(db);
    this.timeline = new Timeline(db, this.events);
    this.provenance = new Provenance(db, this);
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
    const listener = forwarding(() => reads.file.listener);
    const projection = await Projection.open({ ...options, ...listener, isShared });
    const reads = new ReadModels(file, options, isShared ? projection.db : undefined);
    if (projection.damage !== undefined) options.onDamaged?.(projection.damage);
    reads.file.open(projection);
    return reads;
  }

  /**
   * Reads a file that another thread has opened and writes, or a layer over the file of others.
   *
   * @param connect registers the callbacks for the progress of the file
   */
  static over(
    file: string | LayerOver,
    options: ReadModelOptions,
    connect: (listener: ProgressListener) => Projecting,
  ): ReadModels {
    const isFile = typeof file === 'string';
    const reads = new ReadModels(isFile ? file : '', options, isFile ? undefined : file.db);
    if (!isFile) reads.directories.resumeFrom(file.reads.directories, file.db.begunAt);
    reads.file.open(connect(reads.file.listener));
    return reads;
  }

  /** The reason why the log is no longer followed; undefined while it is. */
  get stopped(): ReadModelStopped | undefined {
    return this.file.stopped;
  }

  /** The reason why no question is answered while the file is rebuilt; undefined otherwise. */
  get rebuilding(): Error | undefined {
    return this.file.rebuilding;
  }

  /** The position that all answers are right for. */
  get position(): Position {
    return this.file.position;
  }

  /** The number of events that were projected since the file was opened. */
  get count(): number {
    return this.file.count;
  }

  /** Begins to follow the log. Resolves when all events up to `head` are projected. */
  start(head: Position | undefined): Promise<void> {
    return this.file.start(head);
  }

  close(): Promise<void> {
    return this.file.close();
  }

  /**
   * Resolves once a position is projected.
   *
   * @throws ReadModelStopped when the projection stops before it
   * @throws the signal's reason when it aborts first
   */
  reached(position: Position, signal?: AbortSignal): Promise<void> {
    return this.file.reached(position, signal);
  }

  /**
   * The position that a moment stands for: itself, or the last one recorded by an instant.
   *
   * @throws FutureMoment when the log has not reached it
   * @throws ReadModelDamaged while the file is rebuilt because of damage
   */
  resolve(moment: Position | Date): Position {
    if (this.rebuilding !== undefined) throw this.rebuilding;
    if (moment instanceof Date) return this.events.upTo(moment);
    if (moment > this.position) throw new FutureMoment(moment, this.position);
    return moment;
  }

  /** The cluster at a position. */
  stateAt(at: Position): PastState {
    return this.states.at(at).withSources(pastSources(this, at));
  }

  /** The cluster at positions in ascending order. Each is valid until the next one is taken. */
  statesAlong(positions: readonly Position[]): Iterable<PastState> {
    return this.states.along(positions, (at) => pastSources(this, at));
  }

  /** The directory at a position. */
  directoryAt(at: Position): Cluster {
    return this.directories.at(at);
  }

  get departures(): Departures {
    return this.directories.departures;
  }

  get tags(): Tags {
    return this.directories.tags;
  }

  /** The values that an event wrote, as far as they are not deletions. */
  writtenBy(position: number, most: number): readonly ValueName[] {
    return this.values.writtenBy(position, most);
  }

  /** Versions of values, newest first. `after` is the last version of the previous page. */
  valueHistory(which: WhichValues, page: AskedVersions): Paged<ValueVersion> {
    return this.values.page(which, { at: Number(this.position), ...page });
  }

  /**
   * Projects the whole log again, parked events included, because later rows depend on them.
   * Resolves when it has begun; `reached` reports the progress.
   *
   * @throws ReadModelStopped while the log is not followed
   */
  rebuild(): Promise<void> {
    return this.file.rebuild();
  }

  /** Empties the caches. */
  private reload(): void {
    this.states.forget();
    this.contents.forget();
    this.ledger.forget();
    this.parked.recount();
    this.directories.reload();
  }

  /** The position of an event of a node, by its revision. */
  positionOf(node: string, revision: number): Position | undefined {
    return this.events.positionOf(streamName(this.options.cluster, 'node', node), revision);
  }
}
