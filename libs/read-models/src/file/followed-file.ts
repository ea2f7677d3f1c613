import { toPosition, Waiters, type Position } from '#event-store';

import { ReadModelRebuilding, ReadModelStopped } from '../answerable.js';
import { ReadModelDamaged } from './damage.js';
import { type ReadDatabase } from './database.js';
import { type Advance, type Projecting, type Told } from '../projection/projecting.js';
import { Renewal } from './renewal.js';

type Hooks = Readonly<{
  /** Told of every lost write that is found in what is new, with its rule. */
  onLost?: (rule: string) => void;
  /** Told why the log is not followed any more. */
  onStopped?: (error: unknown) => void;
  /** Told of damage; the file is built anew from the log, and not answered from before it is whole. */
  onDamaged?: (damage: ReadModelDamaged) => void;
}>;

/** Whoever has read from the file, and keeps some of it at hand. */
type Reader = Readonly<{
  /** The file is another one than before. */
  recollect: () => void;
  /** It has more than before. */
  notice: (isDirectory: boolean) => void;
}>;

type Parts = Readonly<{
  db: ReadDatabase;
  /** Whether the connection is the writer's. */
  isShared: boolean;
  hooks: Hooks;
  reader: Reader;
}>;

/** How far the file is that somebody writes, and whether it can be answered from. */
export class FollowedFile {
  private projecting: Projecting | undefined;
  private at = toPosition(0n);
  private taken = 0;
  /** Lost writes up to here were there before, or were told. */
  private toldTo = toPosition(0n);
  private isClosing = false;
  private hasStopped: ReadModelStopped | undefined;
  private readonly renewal: Renewal;
  private readonly waiters = new Waiters();

  constructor(private readonly parts: Parts) {
    const { db, isShared, reader } = parts;
    this.renewal = new Renewal({
      db: isShared ? undefined : db,
      rebuild: async () => this.projecting?.rebuild(),
      done: reader.recollect,
    });
  }

  /** For whoever writes the file. */
  get told(): Told {
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

  /** Why nothing is answered while the file is built anew; undefined while all is. */
  get rebuilding(): Error | undefined {
    return this.renewal.reason;
  }

  get position(): Position {
    return this.at;
  }

  /** How many events were taken since it was opened. */
  get count(): number {
    return this.taken;
  }

  /** Reads how far the file is. */
  open(projecting: Projecting): void {
    this.projecting = projecting;
    unlessDamaged(() => {
      const state = this.parts.db.get('SELECT position FROM state');
      this.at = toPosition(BigInt(Number(state?.['position'] ?? 0)));
      this.parts.reader.recollect();
    });
  }

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

  /** A part of the file is not as it was written. */
  takeDamage(damage: ReadModelDamaged): void {
    if (this.renewal.isPending) return;
    this.parts.hooks.onDamaged?.(damage);
    this.begin(damage).catch((error: unknown) => {
      this.stop(error);
    });
  }

  /** Whoever asks meanwhile waits, or is told why nothing is answered. */
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
      if (found.position > this.toldTo) this.parts.hooks.onLost?.(found.rule);
    if (position > this.toldTo) this.toldTo = position;
    if (this.renewal.reason === undefined) this.waiters.tell();
  }
}

/** Damage is taken care of where it is found. */
const unlessDamaged = (work: () => void): void => {
  try {
    work();
  } catch (error) {
    if (!(error instanceof ReadModelDamaged)) throw error;
  }
};
