import { isErasable } from '#domain';
import { type Position, type Recorded } from '#event-store';
import { inspectLog, LogDamaged } from '#event-store-sqlite';

import { openLogAt } from '../../log/log-place.js';
import { type ClusterPlace, type Fault } from '../task-context.js';

/** A part of a log: some events in order, or a fault. Events may be missing after a fault. */
export type LogPiece = Readonly<
  { type: 'events'; records: readonly Recorded[] } | { type: 'fault'; fault: Fault; isGap: boolean }
>;

/** Reads a log from its first event to its head, from the bytes of the embedded log. */
export async function* logPieces(place: ClusterPlace, head: Position): AsyncIterable<LogPiece> {
  if (place.log.kind === 'embedded') yield* unlessDamaged(place.log.file, Number(head));
  else yield* onServer(place, head);
}

/** A file that can't be read at all is one gap. */
function* unlessDamaged(file: string, last: number): Iterable<LogPiece> {
  try {
    yield* embedded(file, last);
  } catch (error) {
    if (!(error instanceof LogDamaged)) throw error;
    yield lost({ what: 'log', where: { file }, expected: 'a readable file', found: error.fault });
  }
}

function* embedded(file: string, last: number): Iterable<LogPiece> {
  for (const piece of inspectLog(file, { last, isErasable })) {
    if (piece.type === 'events') yield piece;
    else if (piece.type === 'lost') {
      const { first, fault } = piece;
      const thing = `events ${first} to ${piece.last}`;
      const where = { file, position: String(first), thing };
      yield lost({ what: 'log', where, expected: 'events with a right checksum', found: fault });
    } else {
      const { stream, expected, found } = piece;
      const where = { file, ...(stream === undefined ? {} : { stream }) };
      yield { type: 'fault', fault: { what: 'log', where, expected, found }, isGap: false };
    }
  }
}

const lost = (fault: Fault): LogPiece => ({ type: 'fault', fault, isGap: true });

async function* onServer({ log, cluster }: ClusterPlace, head: Position): AsyncIterable<LogPiece> {
  const store = await openLogAt(log, cluster);
  try {
    for await (const recorded of store.readLog({ to: head }))
      yield { type: 'events', records: [recorded] };
  } finally {
    await store.close();
  }
}
