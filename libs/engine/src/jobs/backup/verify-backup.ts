import { type Position } from '#event-store';

import { type TaskContext } from '../task-context.js';
import { checkRepeated } from '../verify/verify.js';
import { logPieces } from '../verify/log-pieces.js';
import { ReadsCheck } from '../verify/reads-check.js';
import { RefoldedBackup, type Claims } from './refolded-backup.js';

/** A backup of this log, and the position of its last event. */
export type VerifyBackup = Readonly<{ upTo: Position; claims: Claims }>;

/** Hundredths of the work after which the log is folded. */
const [FOLDED, ALL] = [90, 100];

/** Folds this log again from its bytes up to the cut of a backup, and compares every hash. */
export const verifyBackup = async (
  context: TaskContext,
  { upTo, claims }: VerifyBackup,
): Promise<void> => {
  const { place, pause, progress, fault } = context;
  const refolded = new RefoldedBackup(place.cluster, place.masterKeyFile);
  for await (const piece of logPieces(place, upTo)) {
    await pause();
    if (piece.type === 'fault') {
      fault(piece.fault);
      if (piece.isGap) return;
      continue;
    }
    for (const recorded of piece.records) {
      for (const one of refolded.take(recorded)) fault(one);
      progress(Math.floor((Number(recorded.position) / Number(upTo)) * FOLDED), ALL);
    }
  }
  for (const one of refolded.compare(claims)) fault(one);
  if (refolded.repeated.length === 0) return;
  const reads = new ReadsCheck(context);
  try {
    await reads.build(upTo, () => undefined);
    await reads.ofMade((made) => checkRepeated(refolded, made, context));
  } finally {
    reads.remove();
  }
};
