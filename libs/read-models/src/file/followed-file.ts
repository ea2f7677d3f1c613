import { toPosition, Waiters, type Position } from '#event-store';

import { ReadModelRebuilding, ReadModelStopped } from '../answerable.js';
import { ReadModelDamaged } from './damage.js';
import { type ReadDatabase } from './database.js';
import { type Advance, type Projecting, type ProgressListener } from '../projection/projecting.js';
import { Renewal } from './renewal.js';

type Hooks = Readonly<{
  /** Called for every lost write in new events, with its rule. */
  onLost?: (rule: string) => void;
  /** Called with the reason when the log is no longer followed. */
  onStopped?: (error: unknown) => void;
  /**
   * Called for damage. The file is then rebuilt from the log, and gives no answer until it is
   * complete.
   */
  onDamaged?: (damage: ReadModelDamaged) => void;
}>;

/** A reader of the file with a cache. */
type Reader = Readonly<{
  /** The file was replaced. */
  reload: () => void;
  /** The file has new rows. */
  notice: (isDirectory: boolean) => void;
}>;

type Parts = Readonly<{
  db: ReadDatabase;
  /** True if the reader and the writer share one connection. */
  isShared: boolean;
  hooks: Hooks;
  reader: Reader;
}>;

/** The progress of the file's writer, and whether the file can answer at present. */
export class FollowedFile {
  private projecting: Projecting | undefined;
  private at = toPosition(0n);
  private taken = 0;
  /** Lost writes up to here are old, or were reported. */
  private reportedUpTo = toPosition(0n);
  private isClosing = false;
  private hasStopped: ReadModelStopped | undefined;
  private readonly renewal: Renewal;
  private readonly waiters = new Waiters();

  constructor(private readonly parts: Parts) {
    const { db, isShared, reader } = parts;
    this.renewal = new Renewal({
      db: isShared ? undefined : db,
      rebuild: async () => this.projecting?.rebuild(),
      done: reader.reload,
    });
  }

  /** The callbacks for the writer of the file. */
  get listener(): ProgressListener {
    return {
      advanced: (advance) => {
        this.advance(advance);
      },
      stopped: (error) => {
        this.stop(error);
      },
      damaged: (damage) => {
        this.takeDamage(damage);
      },
      renewed: () => {
        this.renewal.begun();
      },
    };
  }

  get stopped(): ReadModelStopped | undefined {
    return this.hasStopped;
  }

  /** The reason why the file gives no answer while it is rebuilt; undefined otherwise. */
  get rebuilding(): Error | undefined {
    return this.renewal.reason;
  }

  get position(): Position {
    return this.at;
  }

  /** The number of events that were projected since the file was opened. */
  get count(): number {
    return this.taken;
  }

  /** Reads the position of the file. */
  open(projecting: Projecting): void {
    this.projecting = projecting;
    unlessDamaged(() => {
      const state = this.parts.db.get('SELECT position FROM state');
      this.at = toPosition(BigInt(Number(state?.['position'] ?? 0)));
      this.parts.reader.reload();
    });
  }

  async start(head: Position | undefined): Promise<void> {
    this.reportedUpTo = head ?? this.reportedUpTo;
    this.projecting?.start();
    if (head !== undefined) await this.reached(head);
  }

  /** The writer closes the file last, because a reader would leave the write-ahead log behind. */
  async close(): Promise<void> {
    this.isClosing = true;
    this.renewal.release();
    await this.projecting?.stop();
    this.parts.db.close();
  }

  async reached(position: Position, signal?: AbortSignal): Promise<void> {
    const wanted = this.renewal.neededFor(position);
    if (this.at >= wanted) return;
    signal?.throwIfAborted();
    if (this.hasStopped !== undefined) throw this.hasStopped;
    this.projecting?.flushUpTo(wanted);
    await this.waiters.until(() => this.at >= wanted, { signal });
  }

  async rebuild(): Promise<void> {
    if (this.hasStopped !== undefined) throw this.hasStopped;
    await this.begin(new ReadModelRebuilding());
  }

  /** Handles damage of a part of the file. */
  takeDamage(damage: ReadModelDamaged): void {
    if (this.renewal.isPending) return;
    this.parts.hooks.onDamaged?.(damage);
    this.begin(damage).catch((error: unknown) => {
      this.stop(error);
    });
  }

  /** Questions wait in the meantime, or fail with the reason. */
  private begin(reason: Error): Promise<void> {
    const { at } = this;
    this.at = toPosition(0n);
    return this.renewal.begin(at, reason);
  }

  private stop(error: unknown): void {
    this.hasStopped = error === undefined ? undefined : new ReadModelStopped(error);
    if (this.hasStopped === undefined) return;
    this.waiters.fail(this.hasStopped);
    this.parts.hooks.onStopped?.(error);
  }

  private advance({ position, count, lost, isDirectory }: Advance): void {
    if (this.renewal.isPending) return;
    this.at = position;
    unlessDamaged(() => {
      this.taken += this.renewal.advance(position, count);
      const isWhole = this.renewal.reason === undefined;
      if (isWhole && !this.isClosing) this.parts.reader.notice(isDirectory);
    });
    for (const found of lost)
      if (found.position > this.reportedUpTo) this.parts.hooks.onLost?.(found.rule);
    if (position > this.reportedUpTo) this.reportedUpTo = position;
    if (this.renewal.reason === undefined) this.waiters.notify();
  }
}

/** Runs work whose damage is handled at the place where it is found. */
const unlessDamaged = (work: () => void): void => {
  try {
    work();
  } catch (error) {
    if (!(error instanceof ReadModelDamaged)) throw error;
  }
};
