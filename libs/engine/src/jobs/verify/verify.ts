import { join } from 'node:path';

import { type Position, type Recorded } from '#event-store';
import { type ReadModels } from '#read-models';
import { hashKey } from '#registry';

import { type Fault, type TaskContext } from '../task-context.js';
import { KeyCheck } from './key-check.js';
import { SealedKeys } from './sealed-keys.js';
import { logPieces } from './log-pieces.js';
import { ReadsCheck } from './reads-check.js';
import { captureFault, NotFoldable, Refold } from './refold.js';
import { SnapshotCheck } from './snapshot-check.js';
import { StreamOrder } from './stream-order.js';

/** Hundredths of the work that are done after the log was folded, and after it was projected. */
const [FOLDED, PROJECTED, ALL] = [40, 80, 100];

/**
 * Folds the whole log again from its bytes, and compares each capture, the snapshot, the read model
 * and the sealed keys with it. Each fault is told; nothing is changed.
 */
export const verify = async (context: TaskContext): Promise<void> => {
  const snapshot = SnapshotCheck.of(join(context.place.data, 'fold.snapshot'));
  const told = (faults: Iterable<Fault>): void => {
    for (const fault of faults) context.fault(fault);
  };
  told(snapshot.faults());
  const { head } = context.place;
  if (head === undefined) return;
  const pass = new LogPass(context, { snapshot, told });
  const isWhole = await pass.run(head);
  const reads = new ReadsCheck(context);
  const areRowsWhole = reads.isWhole();
  if (!isWhole) return;
  told(pass.keys.faults(pass.refold.clusterState));
  try {
    await reads.build(head, (position) => {
      context.progress(between([FOLDED, PROJECTED], position, head), ALL);
    });
    await reads.ofMade(async (made) => {
      await checkRepeated(pass.refold, made, context);
      if (areRowsWhole) await reads.compare(made, pass.refold.clusterState, head);
    });
  } finally {
    reads.remove();
  }
};

const between = ([from, to]: readonly [number, number], position: bigint, head: bigint): number =>
  from + Math.floor((Number(position) / Number(head)) * (to - from));

/** Checks the captures that repeat an older one, whose content the new read model has. */
export const checkRepeated = async (
  { repeated }: Pick<Refold, 'repeated'>,
  made: ReadModels,
  context: Pick<TaskContext, 'pause' | 'fault'>,
): Promise<void> => {
  for (const { captured, recorded, effectiveKey } of repeated) {
    await context.pause();
    const found = hashKey(made.contents.of(captured, effectiveKey, recorded.position));
    if (found !== captured.hash) context.fault(captureFault(recorded, captured, found));
  }
};

type Pass = Readonly<{ snapshot: SnapshotCheck; told: (faults: Iterable<Fault>) => void }>;

/** One pass over the log. */
class LogPass {
  readonly refold: Refold;
  readonly keys: KeyCheck;
  private readonly sealed = new SealedKeys();
  private readonly order = new StreamOrder();
  private isWhole = true;

  constructor(
    private readonly context: TaskContext,
    private readonly parts: Pass,
  ) {
    this.refold = new Refold(context.place.cluster);
    this.keys = new KeyCheck(context.place.masterKeyFile, this.sealed);
  }

  /** Resolves with true if no event is missing. */
  async run(head: Position): Promise<boolean> {
    const { place, pause, progress } = this.context;
    for await (const piece of logPieces(place, head)) {
      await pause();
      if (piece.type === 'fault') {
        this.parts.told([piece.fault]);
        if (piece.isGap) this.lose();
      } else
        for (const recorded of piece.records) {
          this.take(recorded);
          progress(between([0, FOLDED], recorded.position, head), ALL);
        }
    }
    return this.isWhole;
  }

  /** After a gap nothing can be folded: only checksums are looked at. */
  private lose(): void {
    this.isWhole = false;
    this.order.lose();
  }

  /** Returns false for an event that can't be folded; the rest of the log then can't be, either. */
  private fold(recorded: Recorded): boolean {
    try {
      this.parts.told(this.refold.take(recorded));
      return true;
    } catch (error) {
      if (!(error instanceof NotFoldable)) throw error;
      const {
        id: event,
        stream,
        position,
        event: { type },
      } = recorded;
      const where = { position: String(position), event, stream };
      const expected = `a ${type} that can be applied`;
      this.parts.told([{ what: 'log', where, expected, found: error.message }]);
      this.lose();
      return false;
    }
  }

  private take(recorded: Recorded): void {
    const { snapshot, told } = this.parts;
    if (!this.isWhole) return;
    told(this.order.take(recorded));
    if (!this.fold(recorded)) return;
    this.sealed.take(recorded);
    if (recorded.position === snapshot.position)
      told(snapshot.compare(this.refold.clusterState, recorded.id));
  }
}
